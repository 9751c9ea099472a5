# -v records=N, and for the version after it -v next_version=1 -v changes=N.
# A registry's zone: absolute owners, one record a line, two servers a name, some DS and glue.
BEGIN {
	changes = changes ? changes : 10
	names = int(records / 2.1)
	step = int(names / changes)
	if (step < 1) step = 1
	printf "example.\t86400\tIN\tSOA\ta.nic.example. hostmaster.nic.example. %d 7200 1800 1209600 900\n", 2026011501 + next_version
	print "example.\t86400\tIN\tNS\ta.nic.example."
	print "example.\t86400\tIN\tNS\tb.nic.example."
	print "a.nic.example.\t86400\tIN\tA\t192.0.2.1"
	print "b.nic.example.\t86400\tIN\tA\t198.51.100.1"
	for (h = 0; h < 50; h++) {
		printf "ns1.hoster%d.example.\t86400\tIN\tA\t203.0.113.%d\n", h, h + 1
		printf "ns2.hoster%d.example.\t86400\tIN\tA\t203.0.113.%d\n", h, h + 101
		printf "ns9.hoster%d.example.\t86400\tIN\tA\t203.0.113.%d\n", h, (h + 201 > 254 ? 254 : h + 201)
	}
	for (n = 155; n < records; i++) {
		printf "name%07d.example.\t86400\tIN\tNS\tns1.hoster%d.example.\n", i, i * 7 % 50
		printf "name%07d.example.\t86400\tIN\tNS\tns%d.hoster%d.example.\n", i, \
			next_version && i % step == step - 1 ? 9 : 2, i * 7 % 50
		n += 2
		if (i % 10 == 0) {
			printf "name%07d.example.\t86400\tIN\tDS\t%d 13 2 %064x\n", i, i % 65536, i
			n++
		}
	}
}
