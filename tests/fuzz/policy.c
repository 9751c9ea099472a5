/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: any bytes as a policy, asked a few questions. */
#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct subject subject = { .zone = S("example.com."), .owner = S("www.example.com."), .type = 1 };
	struct error err;
	struct policy *policy = policy_load(S("fuzz.ini"), str_n((const char *)data, size), NULL, &err);

	if (policy) {
		policy_severity(policy, rules_find(S("ttl-drop")), &subject, NULL);
		policy_covers(policy, S("zones/a/b.zone"));
		policy_free(policy);
	}
	return 0;
}
