# A hand-kept zone: departments with their own $ORIGIN, $TTL and way of writing, owners left out,
# comments, quotes, keys on several lines; A, AAAA, CNAME, TXT, SRV, MX, CAA, NS and DS in the shares
# that such zones have.  The same arguments always give the same file.
# The version after it, -v next_version=1, has other addresses at `changes` places.
function any(n)
{
	seed = seed * 16807 % 2147483647
	return int(seed / 2147483647 * n)
}

function name(n,    s)
{
	for (s = ""; n > 0; n--)
		s = s syllables[1 + any(nsyllables)]
	return s
}

function ipv4()
{
	return "10." any(256) "." any(256) "." any(256)
}

function ipv6()
{
	return sprintf("2001:db8:%x:%x::%x", any(65536), any(65536), 1 + any(65535))
}

function hex(n,    s)
{
	for (s = ""; n > 0; n -= 4)
		s = s sprintf("%04x", any(65536))
	return s
}

# A record; its owner may be left out where it is that of the record before.
function put(owner, type, data)
{
	if (owner == last && leaves_out)
		owner = ""
	else
		last = owner
	print owner between (ttl ? ttl between : "") class type between data note
	note = ""
	n++
}

function address(owner,    data)
{
	data = ipv4()
	if (n >= due) {
		due += records / changes
		if (next_version)
			sub(/^10/, "172", data)
	}
	put(owner, "A", data)
}

function key(owner)
{
	put("s" 1 + any(3) "._domainkey." owner, "TXT", "(\n\t\t\"v=DKIM1; k=rsa; p=" modulus[1] \
	    "\"\n\t\t\"" modulus[2] "\"\n\t\t\"" hex(64) "\"\n\t\t\"" modulus[3] "\"\n\t\t\"" modulus[4] \
	    "\"\n\t\t\"" modulus[5] "\"\n\t\t\"" modulus[6] "\"\n\t\t)")
}

function cut(owner, rest)
{
	put(owner, "NS", "ns1." owner)
	put(owner, "NS", "ns2." owner)
	if (rest > 4 && any(2))
		put(owner, "DS", 1 + any(65535) " 13 2 " toupper(hex(64)))
	address("ns1." owner)
	address("ns2." owner)
}

function server(owner,    s, i)
{
	i = 1 + any(3)
	s = service[i] "." owner
	put(s, "SRV", "0 100 " port[i] " dc" 1 + any(2) ".corp.example.")
	put(s, "SRV", "10 60 " port[i] " core")
}

function host(owner, full, rest)
{
	if (any(100) < 5)
		owner = owner "." full
	else if (any(100) < 2)
		owner = "*." owner
	leaves_out = any(10) < 8
	address(owner)
	if (rest > 1 && any(10) < 4)
		put(owner, "AAAA", ipv6())
	leaves_out = 1
}

function alias(owner, full,    pick)
{
	pick = any(10)
	if (pick < 5)
		put(owner, "CNAME", any(10) < 3 ? "core." full : "core")
	else if (pick < 8)
		put(owner, "CNAME", "weblb" 1 + any(2) ".corp.example.")
	else
		put(owner, "CNAME", owner ".cdn.fastedge.net.")
}

function group(owner, full, rest,    pick)
{
	pick = any(1000)
	ttl = any(100) < 15 ? ttls[1 + any(4)] : ""
	note = any(100) < 5 ? sprintf(" ; owner: %s; ticket OPS-%d", name(2), 1000 + any(98000)) : ""
	if (any(100) < 4)
		print any(2) ? "; do not reuse: see the list of the network team" : ""
	if (pick < 550 || rest < 5)
		host(owner, full, rest)
	else if (pick < 720)
		alias(owner, full)
	else if (pick < 780)
		server(owner)
	else if (pick < 830) {
		put(owner, "MX", "10 mx1.corp.example.")
		put(owner, "MX", "20 mx2.corp.example.")
		put(owner, "TXT", "\"v=spf1 include:_spf.corp.example ip4:" ipv4() " ~all\"")
	} else if (pick < 900)
		put(owner, "TXT", "\"" name(2) "-site-verification=" hex(32) "; expires=" 1700000000 + \
		    any(200000000) "; owner=" name(2) "\"")
	else if (pick < 930)
		key(owner)
	else if (pick < 960) {
		put(owner, "CAA", "0 issue \"" (any(2) ? "letsencrypt.org" : "digicert.com; cansignhttpexchanges=yes") "\"")
		put(owner, "CAA", "0 issuewild \";\"")
	} else if (pick < 985)
		put("_dmarc." owner, "TXT", "\"v=DMARC1; p=" demands[1 + any(3)] "; rua=mailto:dmarc@corp.example; fo=1\"")
	else
		cut(owner, rest)
	ttl = note = ""
}

function department(d,    full, end, h, pick)
{
	full = sprintf("%s-%03d.corp.example.", name(2), d)
	printf "\n; %s\n; department %s, contact %s@corp.example\n; %s\n$ORIGIN %s\n", line, full, name(3), line, full
	pick = 1 + any(5)
	print "$TTL " defaults[pick]
	pick = any(4)
	between = pick < 2 ? "\t" : pick < 3 ? " " : "    "
	class = any(3) ? "" : "IN" between
	end = n + 150 + any(1050)
	if (end > records)
		end = records
	last = ""
	address("core")
	for (h = 1; n < end; h++)
		group(sprintf("%s-%04d", name(1 + any(2)), h), full, end - n)
}

BEGIN {
	seed = 20260115
	nsyllables = split("al ar ba be bo ca ce co da de do el en er fa fi fo ga ge go ha he ho in ja ka ke ki " \
	    "la le li lo lu ma me mi mo na ne ni no on or pa pe po ra re ri ro sa se si so sun ta te ti to tra " \
	    "un va ve vi vo wa we wi xo ya za ze zo", syllables, " ")
	split("60 300 900 86400", ttls, " ")
	split("5m 3600 3600 2h 1d", defaults, " ")
	split("none quarantine reject", demands, " ")
	split("_ldap._tcp _sip._udp _kerberos._tcp", service, " ")
	split("389 5060 88", port, " ")
	# An RSA key as DKIM has it (RFC 6376); a part of its modulus differs from name to name.
	split("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApjT4N9mvlNBOr945 " \
	    "xthFsRv+3hpEte7yOATb7h0t6YRJ7EiNbnwBqZB+hXhk6v/xNJHe1n6EcaLy " \
	    "f8w4ocawXbCvNvvBUHYQv9INwSzHQMNU6DenwiyPSQ3sYJtq/AkIjXxL91AU " \
	    "VQphpsraivvVTZ0O0gB3nse59A/OHHy3RKx4JVEleRnO54hu6QGJ64q5qezw " \
	    "m3MfziZCR6Up1I+ULPjrYDna9nsTVhLQuyPI6pCG89FI0JEdIf8mxTWR/Cbx " \
	    "3Y0zyisJ3J8MiFpCuFrLiQIDAQAB", modulus, " ")
	line = "------------------------------------------------------------"
	changes = changes ? changes : 10
	due = records / changes / 2
	between = "\t"
	leaves_out = 1
	print "; corp.example. -- edit by change request only\n$TTL 1h\n$ORIGIN corp.example."
	printf "@\tIN\tSOA\tns1 hostmaster (\n\t\t\t%d ; serial\n\t\t\t7200       ; refresh\n" \
	    "\t\t\t1800       ; retry\n\t\t\t1209600    ; expire\n\t\t\t900 )      ; negative caching\n", \
	    2026011501 + next_version
	n = 1
	put("@", "NS", "ns1")
	put("@", "NS", "ns2")
	put("@", "MX", "10 mx1")
	put("@", "MX", "20 mx2.corp.example.")
	put("@", "TXT", "\"v=spf1 mx include:_spf.corp.example -all\"")
	put("@", "CAA", "0 issue \"letsencrypt.org\"")
	put("@", "CAA", "0 iodef \"mailto:security@corp.example\"")
	put("_spf", "TXT", "\"v=spf1 ip4:192.0.2.0/24 -all\"")
	split("ns1 ns2 mx1 mx2 weblb1 weblb2 dc1 dc2 sip1", servers, " ")
	for (i = 1; i <= 9; i++) {
		put(servers[i], "A", ipv4())
		put(servers[i], "AAAA", ipv6())
	}
	for (d = 1; n < records; d++)
		department(d)
}
