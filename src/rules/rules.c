/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue: the families in the order in which their rules run. */
#include "lint/rule.h"

#define DECLARE(family) \
	extern const struct rule *const rules_##family; \
	extern const size_t rules_##family##_n
DECLARE(syntax);
DECLARE(zone);
DECLARE(serial);
DECLARE(record);
DECLARE(ttl);
DECLARE(delegation);
DECLARE(dnssec);
DECLARE(mail);
DECLARE(churn);
DECLARE(ownership);

#define ROWS(family) { #family "-", &rules_##family, &rules_##family##_n }
static const struct {
	const char *begin;              /* of the ids of its rules */
	const struct rule *const *rows;
	const size_t *n;
} families[] = {
	ROWS(syntax), ROWS(zone), ROWS(serial), ROWS(record), ROWS(ttl), ROWS(delegation),
	ROWS(dnssec), ROWS(mail), ROWS(churn), ROWS(ownership),
};

static const struct param common[] = {
	{ "scope", PARAM_CHOICE, "touched", "judge what the change touched, or every RRset",
	    "touched|all" },
};

const struct rule *
rules_nth(size_t n)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		if (n < *families[i].n)
			return *families[i].rows + n;
		n -= *families[i].n;
	}
	return NULL;
}

const struct rule *
rules_find(struct str id)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (size_t k = 0; str_starts(id, str_of(families[i].begin)) && k < *families[i].n; k++) {
			const struct rule *rule = *families[i].rows + k;

			if (str_eq(str_of(rule->id), id))
				return rule;
		}
	return NULL;
}

const struct param *
rules_common_params(size_t *n)
{
	*n = sizeof(common) / sizeof(common[0]);
	return common;
}

static const struct param *
find(const struct param *v, size_t n, struct str key)
{
	for (size_t i = 0; i < n && v[i].key; i++)
		if (str_eq(str_of(v[i].key), key))
			return &v[i];
	return NULL;
}

const struct param *
rule_param(const struct rule *rule, struct str key)
{
	const struct param *own = find(rule->params,
	    sizeof(rule->params) / sizeof(rule->params[0]), key);

	if (own || !(rule->flags & RULE_STATE))
		return own;
	return find(common, sizeof(common) / sizeof(common[0]), key);
}
