/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that lack their final dot.  `www CNAME host.example.net` is legal and
 * means host.example.net.<origin>, so nobody else complains.  What was meant
 * is guessed from what speaks for it, and each sign has its points:
 *
 *	+3  the text ends in the zone's own name, or an absolute name has it twice
 *	+3  the old version had the text as an absolute name
 *	+2  the text ends in a known TLD, or in a suffix of the zone's other targets
 *	+2  the name as it stands has no data, nor a wildcard or cut that covers it
 *	+1  other records of the RRset have absolute names
 *	-3  the name as it stands exists
 */
#include <string.h>

#include "rules/record.h"
#include "rules/suffix.h"

/* Which words of the data are names, by type. */
static const struct named_fields {
	uint16_t type;
	uint8_t words, word[2];
} named_fields[] = {
	{ TYPE_NS, 1, { 0 } }, { TYPE_CNAME, 1, { 0 } }, { TYPE_SOA, 2, { 0, 1 } },
	{ TYPE_PTR, 1, { 0 } }, { TYPE_MX, 1, { 1 } }, { TYPE_RP, 2, { 0, 1 } },
	{ TYPE_AFSDB, 1, { 1 } }, { TYPE_RT, 1, { 1 } }, { TYPE_PX, 2, { 1, 2 } },
	{ TYPE_SRV, 1, { 3 } }, { TYPE_NAPTR, 1, { 5 } }, { TYPE_KX, 1, { 1 } },
	{ TYPE_DNAME, 1, { 0 } }, { TYPE_SVCB, 1, { 1 } }, { TYPE_HTTPS, 1, { 1 } },
	{ TYPE_LP, 1, { 1 } },
};

/* NULL: data of the type holds no names. */
static const struct named_fields *
fields_of(uint16_t type)
{
	for (size_t i = 0; i < sizeof(named_fields) / sizeof(named_fields[0]); i++)
		if (named_fields[i].type == type)
			return &named_fields[i];
	return NULL;
}

/* A name as written and what it may have been meant to be. */
struct written {
	struct record *record;
	struct str text;
	struct name *name;              /* what it means */
	struct name *meant;             /* with the missing dot, or without the doubling */
	bool absolute, mailbox;
	int score;
};

static bool
has_inner_dot(struct str text)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '.')
			return true;
	}
	return false;
}

static struct name *
name_of(struct zone *z, struct str text, const struct name *origin)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	if (text.len == 0 || name_parse(text, origin, wire, &len) != NAME_GOOD)
		return NULL;
	return names_intern(z->names, wire, len);
}

/* Does the wire form end in the zone's own name twice?  Most do not, and are not interned for that. */
static bool
is_doubled(const struct zone *z, const uint8_t *wire, size_t len)
{
	const struct name *apex = z->apex;
	size_t own = apex->len - (size_t)1;
	const uint8_t *again = wire;

	if (own == 0 || len < 2 * own + 1)
		return false;
	while (len - (size_t)(again - wire) > 2 * own + 1)
		again += *again + 1;
	return len - (size_t)(again - wire) == 2 * own + 1 && memcmp(again, apex->wire, own) == 0 &&
	    memcmp(again + own, apex->wire, apex->len) == 0;
}

/* The name without the zone's own at its end, if what is left still ends in the zone's name. */
static struct name *
undoubled(struct zone *z, const struct name *name)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len = (size_t)name->len - z->apex->len + 1;

	if (!is_doubled(z, name->wire, name->len))
		return NULL;
	memcpy(wire, name->wire, len - 1);
	wire[len - 1] = 0;
	return names_intern(z->names, wire, len);
}

/* --- the signs ----------------------------------------------------------------- */

static struct str
last_label(struct str text)
{
	size_t i = text.len;

	while (i > 0 && text.p[i - 1] != '.')
		i--;
	return str_skip(text, i);
}

/* Does any absolute target of the records of one owner share the registrable suffix? */
static bool
shares_suffix(struct check *c, struct zone *z, const struct name *owner, const struct name *meant)
{
	static const uint16_t types[] = { TYPE_NS, TYPE_MX, TYPE_CNAME, TYPE_SRV, TYPE_PTR };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for_each_record(r, z, owner, types[i]) {
			struct name *target = record_target(z, r);

			if (target && target->labels > 1 && !name_within(target, z->apex) &&
			    check_shares_suffix(c, target, meant))
				return true;
		}
	return false;
}

static bool
ends_like_a_domain(struct check *c, const struct change *ch, const struct written *w)
{
	struct str last = last_label(w->text);

	return suffix_is_tld(last) || check_lists_word(c, "tlds", last) ||
	    shares_suffix(c, NEW(c), NEW(c)->apex, w->meant) ||
	    shares_suffix(c, OLD(c), ch->owner, w->meant);
}

/* Was the text an absolute name of the old version, as an owner or as a target? */
static bool
was_absolute(struct check *c, const struct change *ch, const struct written *w)
{
	size_t n;

	if (rrset_points_at(OLD(c), &ch->side[BEFORE], w->meant))
		return true;
	if (!OLD(c)->exists)
		return false;
	if (zone_has(OLD(c), w->meant, 0))
		return true;
	zone_pointers(OLD(c), w->meant, &n);
	return n > 0;
}

static int
existence_score(struct check *c, const struct written *w)
{
	struct record *alias;

	if (w->mailbox)
		return 0;
	if (zone_has(NEW(c), w->name, 0))
		return -3;
	if (zone_reach(NEW(c), w->name) != NO_NAME)
		return 0;
	zone_answers(NEW(c), w->name, TYPE_A, &alias);  /* a wildcard CNAME that leads nowhere? */
	return alias ? 0 : 2;
}

/* The points of a relative name; `siblings`: others of its RRset are absolute. */
static void
score_relative(struct check *c, const struct change *ch, struct written *w, bool owner,
    bool siblings)
{
	if (NEW(c)->apex->labels > 0 && name_within(w->meant, NEW(c)->apex))
		w->score += 3;
	if (ends_like_a_domain(c, ch, w))
		w->score += 2;
	if (!owner)
		w->score += existence_score(c, w);
	if (siblings)
		w->score += 1;
	/* Asked last and only when it decides: it may have to read all old targets. */
	if (w->score + 3 >= (int)check_number(c, "warn-score") &&
	    w->score < (int)check_number(c, "block-score") && was_absolute(c, ch, w))
		w->score += 3;
}

/* --- names in the data ------------------------------------------------------------- */

/* Reads field `i` of the data; false: it has no such word, or it is not a name. */
static bool
read_field(struct zone *z, struct record *r, size_t i, struct written *w)
{
	*w = (struct written){ .record = r };
	if (!record_word(z, r, i, &w->text))
		return false;
	w->absolute = name_written_absolute(w->text);
	w->name = name_of(z, w->text, record_origin(z, r));
	return w->name != NULL;
}

/* Do others of the first records of the RRset write this field as an absolute name? */
static bool
absolute_siblings(struct check *c, const struct change *ch, size_t field, const struct record *self)
{
	struct written w;

	for (size_t i = 0; i < ch->side[AFTER].n && i < 16; i++) {
		struct record *r = ch->side[AFTER].v[i];

		if (r != self && read_field(NEW(c), r, field, &w) && w.absolute)
			return true;
	}
	return false;
}

/* Did the old RRset hold the very name this one means?  Then its spelling is old. */
static bool
stood_before(struct check *c, const struct change *ch, size_t field, const struct written *now)
{
	struct written w;

	if (ch->kind == RRSET_STANDS)
		return false;
	for (size_t i = 0; i < ch->side[BEFORE].n && i < RRSET_MOST; i++)
		if (read_field(OLD(c), ch->side[BEFORE].v[i], field, &w) && w.name == now->name)
			return true;
	return false;
}

/* Can this be an absolute name that ends in the zone's own twice?  Most cannot, and are not read. */
static bool
may_be_doubled(const struct zone *z, struct str text)
{
	const struct name *apex = z->apex;
	size_t own = apex->len - (size_t)1;

	if (own == 0 || text.len < 2 * own)
		return false;
	return memchr(text.p, '\\', text.len) || str_eq_nocase(str_n(text.p + text.len - 2 * own,
	    apex->wire[0]), str_n((const char *)apex->wire + 1, apex->wire[0]));
}

/* Is the text of a field a name that may lack its dot? */
static bool
may_be_meant(const struct zone *z, struct str text)
{
	uint8_t wire[NAME_MAX_WIRE];
	size_t len;

	return name_written_absolute(text) ? may_be_doubled(z, text) &&
	    name_parse(text, NULL, wire, &len) == NAME_GOOD && is_doubled(z, wire, len) : has_inner_dot(text);
}

/*
 * Does the data end in a name that is certainly well?  Most names are absolute
 * and repeat nothing, and to find their words takes longer than to see that.
 */
static bool
ends_well(const struct zone *z, const struct record *r)
{
	struct str text = str_n(r->text, r->length);

	return r->type != TYPE_SVCB && r->type != TYPE_HTTPS && name_written_absolute(text) &&
	    !may_be_doubled(z, text);
}

/* Looks at one field; true: it has enough points to be worth a word. */
static bool
judge_field(struct check *c, const struct change *ch, struct record *r, size_t field,
    struct written *w)
{
	struct str text;

	if (!record_word(NEW(c), r, field, &text) || !may_be_meant(NEW(c), text) ||
	    !read_field(NEW(c), r, field, w))
		return false;
	w->mailbox = (r->type == TYPE_SOA && field == 1) || (r->type == TYPE_RP && field == 0);
	if (w->absolute) {
		w->meant = undoubled(NEW(c), w->name);
		w->score = w->meant && !zone_has(NEW(c), w->name, 0) ? 3 : 0;
	} else if (has_inner_dot(w->text)) {
		w->meant = name_of(NEW(c), w->text, NULL);
		if (w->meant)
			score_relative(c, ch, w, false, absolute_siblings(c, ch, field, r));
	}
	return w->meant && w->score >= (int)check_number(c, "warn-score") && !stood_before(c, ch, field, w);
}

/* The worst of the names in one record's data; false: none is worth a word. */
static bool
judge_record(struct check *c, const struct change *ch, struct record *r,
    const struct named_fields *fields, struct written *worst)
{
	struct written w;
	bool found = false;

	if (fields->words == 1 && ends_well(NEW(c), r))
		return false;
	for (size_t k = 0; k < fields->words; k++) {
		if (!judge_field(c, ch, r, fields->word[k], &w))
			continue;
		if (!found || w.score > worst->score)
			*worst = w;
		found = true;
	}
	return found;
}

/* --- owners ------------------------------------------------------------------------- */

/*
 * What the line of the record begins with: its owner, if that is what it means.
 * False where the line begins with a blank (the owner stands further up) or was
 * made by $GENERATE.
 */
static bool
line_begin(struct zone *z, struct record *r, struct str *word)
{
	const struct text *text = z->files[z->contexts[r->context].file].text;
	const char *start = r->text, *end;

	if ((r->flags & RECORD_GENERATED) || text == NULL || start < text->bytes.p ||
	    start > text->bytes.p + text->bytes.len)
		return false;
	while (start > text->bytes.p && start[-1] != '\n')
		start--;
	for (end = start; end < r->text && *end != ' ' && *end != '\t'; end++)
		continue;
	*word = str_n(start, (size_t)(end - start));
	return word->len > 0;
}

/* Can the owner be relative with a dot in it, or repeat the zone's name?  Most cannot, and are not looked for. */
static bool
may_lack_dot(const struct zone *z, const struct record *r)
{
	const struct name *origin = record_origin(z, r);

	return origin == NULL || r->owner->labels > origin->labels + 1 ||
	    is_doubled(z, r->owner->wire, r->owner->len);
}

/* A new owner speaks once, through its first record. */
static bool
judge_owner(struct check *c, const struct change *ch, struct written *w)
{
	struct record *r = zone_first(NEW(c), ch->owner, 0);

	if (r == NULL || r->type != ch->type)
		return false;
	if (ch->kind != RRSET_STANDS && (ch->kind != RRSET_ADDED || zone_has(OLD(c), ch->owner, 0)))
		return false;
	if (!may_lack_dot(NEW(c), r))
		return false;
	*w = (struct written){ .record = r, .name = ch->owner };
	if (!line_begin(NEW(c), r, &w->text))
		return false;
	w->absolute = name_written_absolute(w->text);
	if (w->absolute ? !is_doubled(NEW(c), w->name->wire, w->name->len) : !has_inner_dot(w->text))
		return false;
	if (name_of(NEW(c), w->text, record_origin(NEW(c), r)) != w->name)
		return false;
	w->meant = w->absolute ? undoubled(NEW(c), w->name) : name_of(NEW(c), w->text, NULL);
	if (w->absolute)
		w->score = 3;
	else if (w->meant)
		score_relative(c, ch, w, true, false);
	return w->meant && w->score >= (int)check_number(c, "warn-score");
}

/* --- findings ------------------------------------------------------------------------ */

static struct finding *
flag_written(struct check *c, const struct written *w, struct str what, struct str more)
{
	enum severity limit = w->score >= (int)check_number(c, "block-score") ? ERROR : WARNING;
	struct str name = check_name(c, w->name), meant = check_name(c, w->meant);
	struct finding *f;

	if (w->absolute)
		f = flag_at_most(c, limit, "%.*s %.*s repeats the name of the zone%.*s", STR(what),
		    STR(w->text), STR(more));
	else
		f = flag_at_most(c, limit, "%.*s \"%.*s\" has no final dot: it means %.*s%.*s",
		    STR(what), STR(w->text), STR(name), STR(more));
	finding_at(c, f, NEW(c), w->record);
	f->fix = w->absolute ? texted(c, "Write %.*s, if that was meant.", STR(meant)) :
	    texted(c, "Write \"%.*s.\", with the final dot.", STR(w->text));
	return f;
}

static void
check_owner(struct check *c, const struct change *ch)
{
	struct written w;
	struct finding *f;

	if (!judge_owner(c, ch, &w))
		return;
	f = flag_written(c, &w, S("owner"), S(""));
	finding_about(c, f, ch->owner, 0);
	f->effect = texted(c, "The records are published as %.*s; %.*s gets none of them.",
	    STR(check_name(c, w.name)), STR(check_name(c, w.meant)));
}

static void
check_data(struct check *c, const struct change *ch)
{
	const struct named_fields *fields = fields_of(ch->type);
	struct written worst = { 0 }, w;
	size_t found = 0;
	struct str more = S("");
	struct finding *f;

	if (fields == NULL)
		return;
	for_each_of(r, ch, AFTER) {
		if (ch->kind != RRSET_STANDS && !(r->flags & RECORD_NEW_DATA))
			continue;
		if (!judge_record(c, ch, r, fields, &w))
			continue;
		if (found++ == 0 || w.score > worst.score)
			worst = w;
	}
	if (found == 0)
		return;
	if (found > 1)
		more = texted(c, ", and %zu more of this RRset", found - 1);
	f = flag_written(c, &worst, texted(c, "%.*s target", STR(check_type(c, ch->type))), more);
	f->effect = texted(c, "Resolvers are sent to %.*s%s.", STR(check_name(c, worst.name)),
	    zone_has(NEW(c), worst.name, 0) ? "" : ", which does not exist");
}

void
check_trailing_dot(struct check *c, const struct change *ch)
{
	check_owner(c, ch);
	check_data(c, ch);
}

bool
dot_explains(struct check *c, const struct change *ch, struct record *r)
{
	const struct named_fields *fields = fields_of(r->type);
	struct check as_dot = *c;
	struct written w;

	as_dot.rule = policy_rule_find(c->policy, S("record-trailing-dot"));
	if (!as_dot.rule || policy_severity(c->policy, as_dot.rule, &c->subject, NULL) != ERROR)
		return false;
	return fields && judge_record(&as_dot, ch, r, fields, &w) &&
	    w.score >= (int)check_number(&as_dot, "block-score");
}
