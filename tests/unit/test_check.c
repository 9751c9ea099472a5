/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/check.h"
#include "zone/compare.h"

#include <check.h>         /* last: it defines fail() as a macro */

Suite *suite_check(void);

#define SOA(serial) "$TTL 3600\n@ SOA ns1 host " serial " 7200 3600 1209600 300\n@ NS ns1\n" \
	"@ NS ns2\nns1 A 192.0.2.1\nns2 A 198.51.100.1\n"
#define HEAD SOA("2026011400")
#define NEXT SOA("2026011500")
#define BASE "[policy]\nextends = baseline\n"

enum { NOW = 1768478400 };      /* 2026-01-15T12:00:00Z */

/* A run over one zone, with or without a proposed policy. */
struct run {
	struct arena arena;
	struct changeset set;
	struct commit_zone zone;
	struct policy *policy;
	struct commit commit;
	struct findings findings;
};

static struct policy *
policy_from(const char *text)
{
	struct error err;
	struct policy *p = policy_load(S("zonevet.ini"), str_of(text), NULL, &err);

	ck_assert_msg(p != NULL, "%s", err.text);
	return p;
}

/* A text that is NULL: the zone does not exist on that side. */
static void
run_prepare(struct run *r, const char *policy, const char *origin, const char *before,
    const char *after)
{
	struct zone_options options = { .origin = str_of(origin) };
	const char *text[2] = { before, after };
	struct error err;

	*r = (struct run){ .commit = { .now = NOW, .n = 1 } };
	for (int side = BEFORE; side <= AFTER; side++) {
		struct zone *z = &r->set.zone[side];

		z->side = (enum side)side;
		z->names = &r->set.names;
		z->arena = &r->set.arena;
		if (text[side])
			ck_assert(zone_load_text(z, NULL, (enum side)side, S("test.zone"),
			    str_of(text[side]), &options, &r->set.names, &r->set.arena, &err));
	}
	changeset_compare(&r->set);
	r->set.origin = str_of(origin);
	commit_zone_fill(&r->zone, &r->set);
	r->commit.zones = &r->zone;
	r->findings.arena = &r->arena;
	r->policy = policy_from(policy);
}

static void
run_open(struct run *r, const char *policy, const char *before, const char *after)
{
	run_prepare(r, policy, "example.com.", before, after);
	rules_run(r->policy, &r->commit, &r->set, &r->findings);
}

static void
run_close(struct run *r)
{
	findings_free(&r->findings);
	changeset_free(&r->set);
	policy_free(r->policy);
	if (r->commit.proposed)
		policy_free(r->commit.proposed);
	arena_free(&r->arena);
}

/* "rule:severity" of the settled findings, blanks between them. */
static struct str
told(struct run *r)
{
	struct str out = S("");

	findings_settle(&r->findings);
	for (size_t i = 0; i < r->findings.n; i++)
		out = arena_printf(&r->arena, "%.*s%s%s:%s", STR(out), i ? " " : "",
		    r->findings.v[i]->rule->id, severity_text(r->findings.v[i]->severity));
	return out;
}

START_TEST(test_driver)
{
	static const struct { const char *what, *policy, *before, *after, *want; } cases[] = {
		{ "nothing changed", BASE, HEAD, HEAD, "" },
		{ "a new zone is judged whole", BASE, NULL, HEAD "a 5 A 192.0.2.2\n",
		    "ttl-floor:error zone-added:note" },
		{ "a zone that is gone is one finding", BASE, HEAD "a A 192.0.2.2\nb CNAME a\n",
		    NULL, "zone-deleted:error" },
		{ "nothing to compare with", BASE, "this is no zone\n", HEAD "a 5 A 192.0.2.2\n",
		    "ttl-floor:warning zone-added:note syntax-load:note" },
		{ "text that is no zone ends it", BASE, HEAD, NEXT "a 5 A 192.0.2.2\nb A 192.0.2\n",
		    "syntax-load:error" },
		{ "unless that is no error", BASE "[rule syntax-load]\nseverity = warning\n", HEAD,
		    NEXT "a 5 A 192.0.2.2\nb A 192.0.2\n", "ttl-floor:error syntax-load:warning" },
		{ "what stands is not judged", BASE, HEAD "a 5 A 192.0.2.2\n",
		    NEXT "a 5 A 192.0.2.2\n", "serial-only:note" },
		{ "but under scope = all", BASE "[rule ttl-floor]\nscope = all\n",
		    HEAD "a 5 A 192.0.2.2\n", NEXT "a 5 A 192.0.2.2\n",
		    "ttl-floor:error serial-only:note" },
		{ "a serial alone does not touch the SOA",
		    BASE "[rule zone-soa-timers]\nexpire-min = 4w\n", HEAD, NEXT,
		    "serial-only:note" },
		{ "off is off", BASE "[rule ttl-floor]\nseverity = off\n", HEAD,
		    NEXT "a 5 A 192.0.2.2\n", "" },
		{ "off, but on for a name", BASE "[rule ttl-floor]\nseverity = off\n"
		    "[rule ttl-floor \"a\"]\nowners = a.example.com.\nseverity = error\n", HEAD,
		    NEXT "a 5 A 192.0.2.2\nb 5 A 192.0.2.2\n", "ttl-floor:error" },
		{ "a rule on the zone speaks of a name", BASE "[rule syntax-load \"a\"]\n"
		    "owners = a.example.com.\nseverity = note\n", HEAD,
		    NEXT "a A 192.0.2\nb A 192.0.2.2\n", "syntax-load:note" },
		{ "signatures have rules of their own", BASE, HEAD, NEXT
		    "@ 0 RRSIG SOA 13 2 3600 20260209000000 20260110000000 1 example.com. AAAA\n",
		    "dnssec-rrsig-orphan-key:error serial-only:note" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run r;
		struct str got;

		run_open(&r, cases[i].policy, cases[i].before, cases[i].after);
		got = told(&r);
		ck_assert_msg(str_eq(got, str_of(cases[i].want)), "%s: got '%.*s', want '%s'",
		    cases[i].what, STR(got), cases[i].want);
		run_close(&r);
	}
}
END_TEST

/* The message of ownership-policy-self; empty: it is silent. */
static struct str
policy_self(struct run *r)
{
	rules_run_commit(r->policy, &r->commit, &r->findings);
	for (size_t i = 0; i < r->findings.n; i++)
		if (str_eq(str_of(r->findings.v[i]->rule->id), S("ownership-policy-self")))
			return r->findings.v[i]->message;
	return S("");
}

START_TEST(test_policy_self)
{
	static const struct { const char *proposed, *after, *want; } cases[] = {
		{ NULL, NEXT "a 60 A 192.0.2.2\n", "the policy is deleted together with 1 zone" },
		{ BASE, HEAD "a A 192.0.2.2\n", "" },
		{ BASE, NEXT "a A 192.0.2.3\n", "the policy changes together with 1 zone" },
		{ BASE "[rule ttl-drop]\nseverity = off\n", NEXT "a 60 A 192.0.2.2\n",
		    "the policy changes together with 1 zone; it would take more lightly: "
		    "ttl-drop (error -> off)" },
		{ BASE "[rule ttl-drop]\nblock-ratio = 1000\n", NEXT "a 60 A 192.0.2.2\n",
		    "the policy changes together with 1 zone; it would take more lightly: "
		    "ttl-drop (other parameters)" },
		{ BASE "[rule ttl-drop \"b\"]\nowners = b.example.com.\nseverity = off\n",
		    NEXT "a 60 A 192.0.2.2\n", "the policy changes together with 1 zone" },
		{ "[policy]\nextends = baseline\nfail-on = never\n", NEXT "a A 192.0.2.3\n",
		    "the policy changes together with 1 zone; fail-on error -> never" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run r;
		struct str got;

		run_open(&r, BASE, HEAD "a A 192.0.2.2\n", cases[i].after);
		r.commit.policy_changed = true;
		r.commit.policy_path = S("zonevet.ini");
		if (cases[i].proposed)
			r.commit.proposed = policy_from(cases[i].proposed);
		got = policy_self(&r);
		ck_assert_msg(str_eq(got, str_of(cases[i].want)), "%zu: got '%.*s', want '%s'", i,
		    STR(got), cases[i].want);
		run_close(&r);
	}
}
END_TEST

START_TEST(test_policy_untouched)
{
	struct run r;

	run_open(&r, BASE, HEAD, NEXT "a A 192.0.2.2\n");
	ck_assert_uint_eq(policy_self(&r).len, 0);
	run_close(&r);
}
END_TEST

/* Effects and fixes with numbers in them. */
START_TEST(test_advice)
{
	static const struct { const char *rule, *before, *after, *effect, *fix; } cases[] = {
		{ "ttl-drop", HEAD "a A 192.0.2.2\n", NEXT "a 60 A 192.0.2.2\n",
		    "up to 60 times as often, and an outage of the servers shows after 60 s",
		    "no less than 360 in one step, or declare a [migration] with min-ttl = 60; "
		    "change the data 3600 s later" },
		{ "serial-decreased", SOA("2026011401"), SOA("2026011400") "a A 192.0.2.2\n",
		    "keep serving the old version", "Set the serial to 2026011500. If it has to "
		    "become 2026011400: publish 4173495048 (old + 2147483647) first" },
		{ "serial-not-bumped", SOA("41"), SOA("41") "a A 192.0.2.2\n", "",
		    "Set the serial to 42" },
		{ "serial-not-bumped", SOA("2026011500"), SOA("2026011500") "a A 192.0.2.2\n", "",
		    "Set the serial to 2026011501" },
		{ "ttl-negative", HEAD,
		    "$TTL 3600\n@ SOA ns1 host 2026011500 7200 3600 1209600 900\n@ NS ns1\n"
		    "@ NS ns2\nns1 A 192.0.2.1\nns2 A 198.51.100.1\na A 192.0.2.2\n",
		    "told \"no such name\" until 2026-01-15T12:05:00Z",
		    "add the names 300 s later" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct finding *f = NULL;
		struct run r;

		run_open(&r, BASE, cases[i].before, cases[i].after);
		for (size_t j = 0; j < r.findings.n; j++)
			if (str_eq(str_of(r.findings.v[j]->rule->id), str_of(cases[i].rule)))
				f = r.findings.v[j];
		ck_assert_msg(f != NULL, "%zu: %s is silent", i, cases[i].rule);
		ck_assert_msg(str_has(f->effect, str_of(cases[i].effect)), "%zu: %.*s", i,
		    STR(f->effect));
		ck_assert_msg(str_has(f->fix, str_of(cases[i].fix)), "%zu: %.*s", i, STR(f->fix));
		run_close(&r);
	}
}
END_TEST

/* Two zones of a tree, the one above the other. */
struct tree {
	struct siblings siblings;       /* first: the callbacks find the tree through it */
	struct changeset *sets[2];
};

static struct changeset *
tree_nth(struct siblings *s, size_t n)
{
	return n < 2 ? ((struct tree *)s)->sets[n] : NULL;
}

static bool
tree_none(struct siblings *s)
{
	return tree_nth(s, 1) == NULL;
}

static struct changeset *
tree_covering(struct siblings *s, const struct name *name)
{
	for (size_t i = 0; i < 2; i++) {
		struct changeset *set = tree_nth(s, i);

		if (name_within(name, set->zone[set->zone[AFTER].exists ? AFTER : BEFORE].apex))
			return set;
	}
	return NULL;
}

START_TEST(test_references)
{
	struct zone_options above = { .origin = S("example.") };
	struct tree tree = { .siblings = { .nth = tree_nth, .covering = tree_covering, .none = tree_none } };
	struct changeset parent = { .n = 0 };
	const struct finding *f;
	struct error err;
	struct run r;

	for (int side = BEFORE; side <= AFTER; side++)
		ck_assert(zone_load_text(&parent.zone[side], NULL, (enum side)side, S("above.zone"),
		    S("$TTL 3600\n@ SOA ns1 host 1 7200 3600 1209600 300\n@ NS ns1.com\n"
		    "com NS ns1.com\ncom NS ns.example.net.\nexample.com NS ns1.example.com\n"
		    "alias CNAME www.example.com\nother CNAME www.example.net.\n"), &above,
		    &parent.names, &parent.arena, &err));
	changeset_compare(&parent);
	run_open(&r, BASE, HEAD, NULL);
	ck_assert(str_has(r.findings.v[0]->effect, S("every name in it.")));
	run_close(&r);

	tree.sets[1] = &parent;
	run_prepare(&r, BASE, "example.com.example.", HEAD, NULL);
	tree.sets[0] = &r.set;
	r.commit.siblings = &tree.siblings;
	r.commit.targets = target_tree_new();
	rules_run(r.policy, &r.commit, &r.set, &r.findings);
	target_tree_free(r.commit.targets);
	f = r.findings.v[0];
	ck_assert_msg(str_has(f->message, S("1 record of other zones points into it")), "%.*s",
	    STR(f->message));
	ck_assert_msg(str_has(f->effect, S("example.com.example. NS (above.zone:6) still delegates "
	    "to it. Left pointing into it: alias.example. CNAME (above.zone:7).")), "%.*s",
	    STR(f->effect));
	run_close(&r);
	changeset_free(&parent);
}
END_TEST

Suite *
suite_check(void)
{
	Suite *s = suite_create("check");
	TCase *t = tcase_create("driver");

	tcase_add_test(t, test_driver);
	tcase_add_test(t, test_policy_self);
	tcase_add_test(t, test_policy_untouched);
	tcase_add_test(t, test_advice);
	tcase_add_test(t, test_references);
	suite_add_tcase(s, t);
	return s;
}
