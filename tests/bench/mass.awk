# SPDX-License-Identifier: BSD-2-Clause
# A zone in which the same was changed at every one of `names` names, in one of two versions:
#   awk -v kind=cuts -v names=1000 -v next_version=0 -f mass.awk
# Most kinds are such that a rule once looked at the whole zone, or at all changes, for each of them.
function is_old() { return next_version == 0 }
BEGIN {
	print "$TTL 3600\n@ SOA ns1 host " 2026011501 + next_version " 7200 3600 1209600 300"
	print "@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 198.51.100.1"
	key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
	for (i = 0; i < names; i++) {
		if (kind == "cuts" || kind == "wildcards" || kind == "tlsa")
			print "h.c" i " A 192.0.2.1"
		if (kind == "cuts" && !is_old())
			print "c" i " NS ns1.x" i ".example.net.\nc" i " NS ns2.x" i ".example.net."
		if (kind == "wildcards" && !is_old())
			print "*.c" i " A 192.0.2.7"
		if (kind == "tlsa" && !is_old())
			printf "_443._tcp.h.c%d TLSA 3 1 1 %064d\n", i, i
		if (kind == "selectors")
			print (is_old() ? "s" : "t") i "._domainkey TXT \"" key "\""
		if (kind == "domains")
			print (is_old() ? "s" : "t") "._domainkey.z" i " TXT \"" key "\""
		if (kind == "aliases")
			print "a" i " CNAME h" i (is_old() ? "\nh" i " A 192.0.2.1" : "")
		if (kind == "servers")
			print "h" i " MX 10 m" i (is_old() ? "\nm" i " A 192.0.2.1" : "")
		if (kind == "origins")
			print "$ORIGIN " (is_old() ? "o" : "n") i ".example.com.\na A 192.0.2.1"
		if (kind == "digests")
			printf "c%d NS ns.x%d.example.net.\nc%d DS %d 13 2 %064d\n", i, i, i, i % 65000 + next_version, i
	}
}
