/* SPDX-License-Identifier: BSD-2-Clause */
/* The profiles of policies/, compiled in; the Makefile writes profiles.inc. */
#include "policy/setting.h"

static const struct {
	const char *name, *text;
} profiles[] = {
#include "profiles.inc"
};

struct str
shipped_text(struct str profile)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (str_eq(profile, str_of(profiles[i].name)))
			return str_of(profiles[i].text);
	return (struct str){ NULL, 0 };
}
