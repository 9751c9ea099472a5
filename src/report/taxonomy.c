/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/taxonomy.h"

#include <stddef.h>

static const struct taxon csf[] = {
	{ "DE.AE-03", "Information is correlated from multiple sources" },
	{ "DE.CM-01", "Networks and network services are monitored to find potentially adverse events" },
	{ "GV.RR-02", "Roles, responsibilities and authorities are established, communicated and "
	    "enforced" },
	{ "GV.SC", "Cybersecurity supply chain risk management" },
	{ "ID.AM-08", "Systems, services and data are managed throughout their life cycles" },
	{ "ID.RA-07", "Changes and exceptions are managed, assessed for risk impact, recorded and "
	    "tracked" },
	{ "PR.AA-01", "Identities and credentials of users, services and hardware are managed" },
	{ "PR.AA-05", "Access permissions follow a policy, least privilege and separation of duties" },
	{ "PR.DS-01", "The confidentiality, integrity and availability of data at rest are protected" },
	{ "PR.DS-02", "The confidentiality, integrity and availability of data in transit are "
	    "protected" },
	{ "PR.DS-11", "Backups of data are created, protected, maintained and tested" },
	{ "PR.IR-03", "Mechanisms achieve resilience requirements in normal and adverse situations" },
	{ "PR.IR-04", "Adequate resource capacity to ensure availability is maintained" },
	{ "PR.PS-01", "Configuration management practices are established and applied" },
	{ "PR.PS-04", "Log records are generated and made available for continuous monitoring" },
	{ "RC.RP-03", "The integrity of restoration assets is verified before they are used" },
};

static const struct taxon sp_800_53[] = {
	{ "AC-5", "Separation of duties" },
	{ "AC-6", "Least privilege" },
	{ "AU-10", "Non-repudiation" },
	{ "CM-3", "Configuration change control" },
	{ "CM-4", "Impact analyses" },
	{ "CM-5", "Access restrictions for change" },
	{ "CM-6", "Configuration settings" },
	{ "CM-8", "System component inventory" },
	{ "CP-9", "System backup" },
	{ "CP-10", "System recovery and reconstitution" },
	{ "SC-12", "Cryptographic key establishment and management" },
	{ "SC-13", "Cryptographic protection" },
	{ "SC-17", "Public key infrastructure certificates" },
	{ "SC-20", "Secure name/address resolution service (authoritative source)" },
	{ "SC-21", "Secure name/address resolution service (recursive or caching resolver)" },
	{ "SC-22", "Architecture and provisioning for name/address resolution service" },
	{ "SI-7", "Software, firmware and information integrity" },
};

static const struct taxon nhi[] = {
	{ "NHI1", "Improper offboarding" },
	{ "NHI2", "Secret leakage" },
	{ "NHI3", "Vulnerable third-party NHI" },
	{ "NHI4", "Insecure authentication" },
	{ "NHI5", "Overprivileged NHI" },
	{ "NHI6", "Insecure cloud deployment configurations" },
	{ "NHI7", "Long-lived secrets" },
	{ "NHI8", "Environment isolation" },
	{ "NHI9", "NHI reuse" },
	{ "NHI10", "Human use of NHI" },
};

#define TAXA(v) (v), sizeof(v) / sizeof((v)[0])

/* The guids are version 5 UUIDs of the URI: the same in every report. */
static const struct taxonomy taxonomies[TAXONOMIES] = {
	[CSF] = { "NIST-CSF", "NIST Cybersecurity Framework", "2.0", "NIST",
	    "https://www.nist.gov/cyberframework", "489f86d8-0dc0-5814-b6fe-1c4c1d45d667", TAXA(csf) },
	[SP_800_53] = { "NIST-SP-800-53", "NIST SP 800-53, security and privacy controls",
	    "5.1.1", "NIST", "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
	    "08957602-dddc-56b3-b9bd-ccb419fa211e", TAXA(sp_800_53) },
	[OWASP_NHI] = { "OWASP-NHI", "OWASP Non-Human Identities Top 10", "2025", "OWASP",
	    "https://owasp.org/www-project-non-human-identities-top-10/",
	    "e96f1421-d70b-5b05-86d4-a7accfc98f5f", TAXA(nhi) },
};

const struct taxonomy *
taxonomy(int which)
{
	return &taxonomies[which];
}

static bool
find(struct str id, int *which, size_t *taxon)
{
	for (int t = 0; t < TAXONOMIES; t++)
		for (size_t i = 0; i < taxonomies[t].n; i++)
			if (str_eq(id, str_of(taxonomies[t].taxa[i].id))) {
				*which = t;
				*taxon = i;
				return true;
			}
	return false;
}

/* Ids are unique over all catalogues, so that their labels need no look. */
bool
control_next(struct str *rest, int *which, size_t *taxon)
{
	struct str word;

	while (str_field(rest, " ,;", &word))
		if (find(word, which, taxon))
			return true;
	return false;
}
