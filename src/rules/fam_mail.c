/* SPDX-License-Identifier: BSD-2-Clause */
/* The mail family: its ids and parameters are known; none of its rows judges yet. */
#include "rules/check.h"

static const struct rule rules[] = {
	{
		.id = "mail-mx-removed", .severity = ERROR,
		.summary = "a name loses its MX without a null MX in its place",
	},
	{
		.id = "mail-mx-changed", .severity = ERROR,
		.summary = "mail goes to other hosts",
		.params = {
			{ "allow", PARAM_NAMES, "", "hosts that may be targets", NULL },
		},
	},
	{
		.id = "mail-null-mx", .severity = WARNING,
		.summary = "a null MX at a name that had mail, or beside other MX",
	},
	{
		.id = "mail-spf-removed", .severity = ERROR,
		.summary = "an SPF record is gone",
	},
	{
		.id = "mail-spf-weakened", .severity = ERROR,
		.summary = "an SPF record lets more senders pass",
	},
	{
		.id = "mail-spf-narrowed", .severity = WARNING,
		.summary = "an SPF record loses senders",
	},
	{
		.id = "mail-spf-include", .severity = WARNING,
		.summary = "an SPF record includes a new domain",
		.params = {
			{ "allow", PARAM_NAMES, "", "domains that may be included", NULL },
		},
	},
	{
		.id = "mail-spf-invalid", .severity = ERROR, .flags = RULE_STATE,
		.summary = "an SPF record that receivers treat as an error",
	},
	{
		.id = "mail-dmarc-removed", .severity = ERROR,
		.summary = "a DMARC record is gone",
	},
	{
		.id = "mail-dmarc-weakened", .severity = ERROR,
		.summary = "a DMARC record asks for less",
	},
	{
		.id = "mail-dkim-removed", .severity = WARNING,
		.summary = "a DKIM key is gone, emptied, replaced or put into test mode",
	},
	{
		.id = "mail-mtasts", .severity = WARNING,
		.summary = "an MTA-STS record is gone, or its id stood still while MX changed",
	},
};

FAMILY(mail);
