/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures: is there one, by a key of the zone, does it verify, and when.
 * The four rules divide the work, so that one fault is told once: what has no
 * signature is missing, what has none by a known key is orphaned, and only
 * what has both is verified.
 */
#include "rules/dnssec.h"

/* Verifying costs: no more signatures of one RRset are tried, and it is told (CVE-2023-50387). */
enum { SIGNATURES_TRIED = 16 };

/* --- dnssec-rrsig-missing ---------------------------------------------------------------- */

static void
judge_missing(struct check *c, const struct signed_set *set, void *state)
{
	struct rrsig sig;
	struct finding *f;

	(void)state;
	if (!set->exists || !set->touched)
		return;
	for_each_signature(r, sig, NEW(c), set) {
		(void)sig;
		return;
	}
	f = flag(c, "no signature covers the %.*s records", STR(check_type(c, set->type)));
	dnssec_about(c, f, set, NULL);
}

void
check_rrsig_missing(struct check *c, const struct change *ch)
{
	(void)ch;
	dnssec_walk(c, false, judge_missing, NULL);
}

/* --- dnssec-rrsig-orphan-key ---------------------------------------------------------------- */

static bool
by_this_zone(const struct zone *z, const struct rrsig *sig)
{
	return str_eq(str_n((const char *)sig->signer, sig->signer_len),
	    str_n((const char *)z->apex->wire, z->apex->len));
}

static bool
has_key(struct zone *z, const struct rrsig *sig)
{
	for_each_record(r, z, z->apex, TYPE_DNSKEY) {
		const struct rdata *key = record_data(z, r);

		if (key && key_is(key, sig->algorithm, sig->tag))
			return true;
	}
	return false;
}

/* Does a signature by a key of the zone verify? Of an algorithm out of reach, its presence counts. */
static bool
has_valid(struct check *c, const struct signed_set *set)
{
	unsigned tried = 0;
	struct rrsig sig;

	for_each_signature(r, sig, NEW(c), set)
		if (by_this_zone(NEW(c), &sig) && has_key(NEW(c), &sig) && tried++ < SIGNATURES_TRIED &&
		    signature_verify(NEW(c), r, NULL) != SIGNATURE_BAD)
			return true;
	return false;
}

static void
judge_orphan(struct check *c, const struct signed_set *set, void *state)
{
	struct zone *z = NEW(c);
	struct record *foreign = NULL, *orphan = NULL;
	struct rrsig sig, lost = { 0 };
	struct finding *f;

	(void)state;
	if (!set->touched || !set->exists)
		return;
	for_each_signature(r, sig, z, set) {
		if (!by_this_zone(z, &sig)) {
			foreign = foreign ? foreign : r;
		} else if (!has_key(z, &sig) && orphan == NULL) {
			orphan = r;
			lost = sig;
		}
	}
	if ((foreign == NULL && orphan == NULL) || has_valid(c, set))
		return;
	if (orphan)
		f = flag(c, "the signature over %.*s is by key %u (algorithm %u), which is not among the "
		    "DNSKEY records", STR(check_type(c, set->type)), lost.tag, lost.algorithm);
	else
		f = flag(c, "the signature over %.*s names another signer than the zone",
		    STR(check_type(c, set->type)));
	dnssec_about(c, f, set, orphan ? orphan : foreign);
}

/* Signatures without any key: one finding says it for the whole zone. */
static bool
flag_keyless(struct check *c)
{
	struct zone *z = NEW(c);
	struct finding *f;

	if (!z->exists || zone_has(z, z->apex, TYPE_DNSKEY) || !zone_has(z, z->apex, TYPE_RRSIG) ||
	    check_zone_is(c, "signed-by", "server"))
		return false;
	if (OLD(c)->exists && !zone_has(OLD(c), OLD(c)->apex, TYPE_DNSKEY) && !check_scope_is_all(c) &&
	    zone_has(OLD(c), OLD(c)->apex, TYPE_RRSIG))
		return true;
	f = flag(c, "the zone has signatures, and no DNSKEY that they could be verified with");
	finding_at(c, f, z, zone_first(z, z->apex, TYPE_RRSIG));
	finding_about(c, f, z->apex, TYPE_RRSIG);
	return true;
}

void
check_rrsig_orphan_key(struct check *c, const struct change *ch)
{
	(void)ch;
	if (!flag_keyless(c))
		dnssec_walk(c, false, judge_orphan, NULL);
}

/* --- dnssec-rrsig-invalid --------------------------------------------------------------------- */

/* Is there another signature of the algorithm that verifies? */
static bool
has_better(struct check *c, const struct signed_set *set, struct record *bad, uint8_t algorithm)
{
	unsigned tried = 0;
	struct rrsig sig;

	for_each_signature(r, sig, NEW(c), set)
		if (r != bad && sig.algorithm == algorithm && tried++ < SIGNATURES_TRIED &&
		    signature_verify(NEW(c), r, NULL) == SIGNATURE_GOOD)
			return true;
	return false;
}

/* Why a signature would not verify, as far as its fields tell; NULL: they are as they should be. */
static const char *
odd_labels(const struct name *owner, const struct rrsig *sig)
{
	unsigned labels = owner->labels - (unsigned)name_wildcard(owner);

	if (sig->labels > labels)
		return "counts more labels than its owner has";
	if (sig->labels < labels)
		return "was made for a wildcard, and stands at a name of its own";
	return NULL;
}

static void
flag_invalid(struct check *c, const struct signed_set *set, struct record *r, const struct rrsig *sig)
{
	const char *odd = odd_labels(r->owner, sig);
	bool better = has_better(c, set, r, sig->algorithm);
	enum severity most = !set->touched ? NOTE : better ? WARNING : ERROR;
	struct finding *f;

	f = flag_at_most(c, most, "the signature over %.*s by key %u %s%s",
	    STR(check_type(c, set->type)), sig->tag, odd ? odd : "does not verify",
	    better ? "; another one does" : !set->touched ? "; it did not before the change" : "");
	if (better)
		f->effect = S("Validators that try it first lose time, and some give up early (CVE-2023-50387).");
	dnssec_about(c, f, set, r);
}

/* The RRset's TTL must be the one that was signed (RFC 4034 section 3). */
static void
judge_ttl(struct check *c, const struct signed_set *set, struct record *sig_at, const struct rrsig *sig)
{
	struct record *r = zone_first(NEW(c), set->owner, set->type);
	struct finding *f;

	if (!set->touched || r == NULL || r->ttl == sig->ttl)
		return;
	f = flag_at_most(c, WARNING, "the TTL of the %.*s records is %u, and %u was signed",
	    STR(check_type(c, set->type)), r->ttl, sig->ttl);
	f->effect = S("Caches use the lower of the two; the zone was edited behind its signer.");
	dnssec_about(c, f, set, sig_at);
}

/* RRsets whose signatures are verified together. */
struct batch {
	struct signatures *signatures;
	struct signed_set sets[512];
	size_t n;
};

/* Is it one that the keys of the zone should verify? */
static bool
is_verifiable(struct check *c, const struct signed_set *set, const struct record *r, const struct rrsig *sig)
{
	return set->exists && by_this_zone(NEW(c), sig) && odd_labels(r->owner, sig) == NULL;
}

static void
judge_set(struct check *c, const struct signed_set *set, struct signatures *signatures)
{
	unsigned tried = 0;
	struct rrsig sig;

	for_each_signature(r, sig, NEW(c), set) {
		if (tried++ == SIGNATURES_TRIED) {
			dnssec_about(c, flag(c, "more than %d signatures over %.*s; the others were not verified",
			    SIGNATURES_TRIED, STR(check_type(c, set->type))), set, r);
			return;
		}
		if (!set->exists) {
			if (set->touched)
				dnssec_about(c, flag_at_most(c, WARNING, "a signature over %.*s, and no such record",
				    STR(check_type(c, set->type))), set, r);
			continue;
		}
		if (!by_this_zone(NEW(c), &sig))
			continue;
		switch (odd_labels(r->owner, &sig) ? SIGNATURE_BAD : signatures_verdict(signatures, r)) {
		case SIGNATURE_BAD:
			flag_invalid(c, set, r, &sig);
			break;
		case SIGNATURE_GOOD:
			judge_ttl(c, set, r, &sig);
			break;
		case SIGNATURE_UNKNOWN:
			if (set->type == TYPE_DNSKEY && set->touched && has_key(NEW(c), &sig) &&
			    !signature_known(sig.algorithm))
				dnssec_about(c, flag_at_most(c, NOTE, "signatures of algorithm %u were not verified: "
				    "it is not built in", sig.algorithm), set, r);
			break;
		case SIGNATURE_NO_KEY:
			break;                  /* dnssec-rrsig-orphan-key says so */
		}
	}
}

static void
judge_batch(struct check *c, struct batch *b)
{
	signatures_verify(b->signatures);
	for (size_t i = 0; i < b->n; i++)
		judge_set(c, &b->sets[i], b->signatures);
	b->n = 0;
}

static void
add_to_batch(struct check *c, const struct signed_set *set, void *state)
{
	struct batch *b = state;
	unsigned tried = 0;
	struct rrsig sig;

	for_each_signature(r, sig, NEW(c), set)
		if (tried++ < SIGNATURES_TRIED && is_verifiable(c, set, r, &sig))
			signatures_ask(b->signatures, r);
	b->sets[b->n++] = *set;
	if (b->n == sizeof(b->sets) / sizeof(b->sets[0]))
		judge_batch(c, b);
}

void
check_rrsig_invalid(struct check *c, const struct change *ch)
{
	struct batch b = { .signatures = signatures_new(NEW(c)) };

	(void)ch;
	dnssec_walk(c, false, add_to_batch, &b);
	judge_batch(c, &b);
	signatures_free(b.signatures);
}

/* --- dnssec-rrsig-window ------------------------------------------------------------------------ */

/* A signer makes many signatures alike: what is only unwise is told once, at the worst of them. */
enum unwise { SOON_OVER, JUST_BEGUN, LONG_LIVED, SHORT_LIVED, UNWISE };

struct window {
	int64_t now, past, left, longest, propagation;
	struct {
		size_t n;
		struct signed_set set;
		struct record *worst;
		int64_t seconds, limit;
	} unwise[UNWISE];
};

static struct finding *
flag_outside(struct check *c, const struct window *w, const struct rrsig *sig)
{
	int64_t left = rrsig_distance(sig->expires, w->now), since = rrsig_distance(sig->since, w->now);

	if ((int32_t)(sig->expires - sig->since) < 0)
		return flag(c, "the signature ends before it begins");
	if (left < 0)
		return flag(c, "the signature expired %.*s ago", STR(check_duration(c, (uint64_t)-left)));
	if (since > 0)
		return flag(c, "the signature does not hold before another %.*s are over",
		    STR(check_duration(c, (uint64_t)since)));
	return NULL;
}

/* Counts one; a larger `seconds` is the worse one where `more`, else a smaller one. */
static void
note_unwise(struct window *w, enum unwise what, const struct signed_set *set, struct record *r,
    int64_t seconds, int64_t limit, bool more)
{
	bool worse = w->unwise[what].n++ == 0 ||
	    (more ? seconds > w->unwise[what].seconds : seconds < w->unwise[what].seconds);

	if (!worse)
		return;
	w->unwise[what].set = *set;
	w->unwise[what].worst = r;
	w->unwise[what].seconds = seconds;
	w->unwise[what].limit = limit;
}

static void
judge_inside(struct window *w, const struct signed_set *set, struct record *r, const struct rrsig *sig,
    uint32_t ttl)
{
	int64_t left = rrsig_distance(sig->expires, w->now), since = -rrsig_distance(sig->since, w->now);
	int64_t total = (int32_t)(sig->expires - sig->since);
	int64_t least = w->left > ttl + w->propagation ? w->left : ttl + w->propagation;

	if (left < least)
		note_unwise(w, SOON_OVER, set, r, left, least, false);
	if (since < w->past)
		note_unwise(w, JUST_BEGUN, set, r, since, w->past, false);
	if (total > w->longest)
		note_unwise(w, LONG_LIVED, set, r, total, w->longest, true);
	if (total < 2 * (int64_t)ttl)
		note_unwise(w, SHORT_LIVED, set, r, total, 2 * (int64_t)ttl, false);
}

static void
judge_window(struct check *c, const struct signed_set *set, void *state)
{
	bool all = check_scope_is_all(c);
	struct rrsig sig;

	for_each_signature(r, sig, NEW(c), set) {
		struct record *first = zone_first(NEW(c), set->owner, set->type);
		struct finding *f;

		if (first == NULL || (!all && !(r->flags & RECORD_NEW_DATA)))
			continue;
		f = flag_outside(c, state, &sig);
		if (f)
			dnssec_about(c, f, set, r);
		else
			judge_inside(state, set, r, &sig, first->ttl);
	}
}

static void
flag_unwise(struct check *c, const struct window *w)
{
	static const struct {
		const char *one, *many, *limit;
	} words[UNWISE] = {
		[SOON_OVER] = { "expires", "expire", "at least" },
		[JUST_BEGUN] = { "has held for", "have held for", "for slow clocks at least" },
		[LONG_LIVED] = { "can be replayed for", "can be replayed for", "at most" },
		[SHORT_LIVED] = { "holds for", "hold for", "twice the TTL is" },
	};

	for (int i = 0; i < UNWISE; i++) {
		if (w->unwise[i].n == 0)
			continue;
		dnssec_about(c, flag_at_most(c, WARNING, "%zu signature%s %s%s %.*s (%s %.*s)", w->unwise[i].n,
		    w->unwise[i].n == 1 ? "" : "s", w->unwise[i].n == 1 ? words[i].one : words[i].many,
		    i == SOON_OVER ? " in" : "", STR(check_duration(c, (uint64_t)w->unwise[i].seconds)),
		    words[i].limit, STR(check_duration(c, (uint64_t)w->unwise[i].limit))),
		    &w->unwise[i].set, w->unwise[i].worst);
	}
}

void
check_rrsig_window(struct check *c, const struct change *ch)
{
	struct window w = {
		.now = c->commit->now, .past = check_number(c, "min-past"),
		.left = check_number(c, "min-left"), .longest = check_number(c, "max-validity"),
		.propagation = check_number(c, "propagation"),
	};
	struct soa soa;

	(void)ch;
	if (!dnssec_is_signed(c, AFTER))
		return;
	if (zone_soa(NEW(c), &soa) && soa.expire > w.left)
		w.left = soa.expire;
	dnssec_walk(c, false, judge_window, &w);
	flag_unwise(c, &w);
}
