# A hand-kept zone: departments with their own $ORIGIN and $TTL, owners left out, comments, quotes.
# The version after it: -v next=1 changes one address in `every` departments.
BEGIN {
	# An RSA key as DKIM has it (RFC 6376); a part of its modulus differs from name to name.
	key[1] = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApjT4N9mvlNBOr945" \
	    "xthFsRv+3hpEte7yOATb7h0t6YRJ7EiNbnwBqZB+hXhk6v/xNJHe1n6EcaLy"
	key[2] = "f8w4ocawXbCvNvvBUHYQv9INwSzHQMNU6DenwiyPSQ3sYJtq/AkIjXxL91AU" \
	    "VQphpsraivvVTZ0O0gB3nse59A/OHHy3RKx4JVEleRnO54hu6QGJ64q5qezw"
	key[3] = "m3MfziZCR6Up1I+ULPjrYDna9nsTVhLQuyPI6pCG89FI0JEdIf8mxTWR/Cbx3Y0zyisJ3J8MiFpCuFrLiQIDAQAB"
	print "$TTL 1h\n$ORIGIN corp.example."
	printf "@\tIN\tSOA\tns1 hostmaster (\n\t\t%d ; serial\n\t\t7200 ; refresh\n\t\t1800\n\t\t1209600\n\t\t900 )\n", \
		2026011501 + next_version
	print "@\tIN\tNS\tns1\n\tIN\tNS\tns2\n\tIN\tMX\t10 mx1"
	print "ns1\tA\t192.0.2.1\nns2\tA\t198.51.100.1\nmx1\tA\t192.0.2.25"
	n = 7
	changes = changes ? changes : 10
	departments = int(records / 340) + 1
	step = int(departments / changes)
	if (step < 1) step = 1
	for (d = 0; n < records; d++) {
		printf "\n; ---------------------------------------\n; department %05d\n$ORIGIN d%05d.corp.example.\n$TTL %d\n", \
			d, d, 3600 + d % 3 * 1800
		print "core\tA\t10.149." d % 256 ".8"
		n++
		for (h = 0; h < 120 && n < records; h++) {
			o = (h * 7 + d) % 250 + 1
			if (next_version && h == 60 && d % step == 0) o = 251
			printf "host-%04d    A    10.%d.%d.%d\n    AAAA    2001:db8:%x:%x::%x\n", h, d % 250, h, o, d % 65536, h, o
			n += 2
			if (h % 5 == 0) {
				printf "svc%d    %d    MX    10 mx1.corp.example.\n    TXT    \"v=spf1 ip4:10.%d.0.0/16 -all\"\n", h, 900 + h, d % 250
				n += 2
			}
			if (h % 10 == 3) {
				printf "alias%d    CNAME    host-%04d\n", h, h
				n++
			}
			if (h % 60 == 7) {
				printf "k%d._domainkey    TXT    ( \"v=DKIM1; k=rsa; p=" key[1] "\"\n", h
				printf "        \"%064x" key[2] "\"\n        \"" key[3] "\" )\n", d * 977 + h
				n++
			}
		}
	}
}
