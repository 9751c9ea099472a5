#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Signed zones against dnssec-verify: what BIND signs we accept in every algorithm and kind of
# denial, and what it no longer verifies after an edit we refuse.  Keys are made here and thrown
# away, so nothing in this test ages; where dnssec-verify lies elsewhere, it is left out.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
for tool in dnssec-keygen dnssec-signzone dnssec-verify; do
	command -v $tool >/dev/null 2>&1 || { echo "0 passed, 0 failed ($tool is not installed)"; exit 0; }
done
cd "$scratch"

cat > plain.zone <<'ZONE'
$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 604800 300
@ NS ns1
@ NS NS2.Example.net.
ns1 A 192.0.2.1
@ MX 10 Mail
MAIL A 192.0.2.25
mail AAAA 2001:db8::25
*.w TXT "wild"
deep.empty.names A 192.0.2.7
alias CNAME WWW.Example.com.
svc HTTPS 1 Target.Example.com. alpn=h2
_sip._tcp SRV 1 2 5060 Sip.example.com.
naptr NAPTR 10 20 "S" "SIP+D2U" "" _sip._udp.Example.com.
old HINFO "x" "y"
sub NS ns.sub
ns.sub A 192.0.2.53
safe NS ns1
safe DS 51962 13 2 2ABFBD747BB998B7BF3CE60A94E38D8BC711EFD3FC7A200658349FE062AB19AA
gone DNAME elsewhere.example.
ZONE

# make NAME ALGORITHM [OPTION...]: keys, and the zone signed by them as NAME.zone
make() {
	name=$1 algorithm=$2
	shift 2
	mkdir "$name"
	dnssec-keygen -q -K "$name" -a "$algorithm" -f KSK example.com. >/dev/null 2>&1
	dnssec-keygen -q -K "$name" -a "$algorithm" example.com. >/dev/null 2>&1
	cat plain.zone "$name"/*.key > "$name.plain"
	# shellcheck disable=SC2046 # key files, a word each
	dnssec-signzone -q -x -o example.com. -O full -f "$name.zone" "$@" "$name.plain" \
		$(ls "$name"/*.key) >/dev/null 2>&1
}

# As a new zone every RRset, signature and name is judged; dnssec rules decide alone.
judge() {
	zonevet check /dev/null "$1" --origin example.com. --policy judge.ini -f gcc > found 2>/dev/null || true
	grep -c ': error: .*\[dnssec-\(rrsig\|nsec-chain\|algorithm\)' found || true
}

# agree NAME: both accept it, or both refuse it
agree() {
	bind=0
	dnssec-verify -q -x -o example.com. "$1" > verify 2>&1 || bind=1
	ours=$(judge "$1")
	cat found verify > out 2>/dev/null
	if [ "$bind" -eq 0 ] && [ "$ours" -eq 0 ]; then ok "$1: both accept"
	elif [ "$bind" -ne 0 ] && [ "$ours" -ne 0 ]; then ok "$1: both refuse"
	else not_ok "$1: dnssec-verify $bind, zonevet $ours errors"
	fi
}

printf '[policy]\nextends = strict\n' > judge.ini
make p256 ECDSAP256SHA256
make p384 ECDSAP384SHA384
make ed25519 ED25519
make ed448 ED448
make rsa256 RSASHA256 -3 -
make rsa512 RSASHA512
make nsec3 ECDSAP256SHA256 -3 AABB -H 5
make optout ECDSAP256SHA256 -3 - -H 0 -A
for name in p256 p384 ed25519 ed448 rsa256 rsa512 nsec3 optout; do
	[ -s $name.zone ] || { echo "# $name: not made by this BIND"; continue; }
	agree $name.zone
done

# edit NAME FROM SED-SCRIPT
edit() {
	sed "$3" "$2.zone" > "$1.zone"
	if cmp -s "$1.zone" "$2.zone"; then not_ok "$1: the edit changed nothing"; return; fi
	agree "$1.zone"
}

edit address-edited p256 's/192\.0\.2\.25$/192.0.2.26/'
edit target-edited p256 's/HTTPS[[:space:]]*1 Target/HTTPS 1 Other/'
edit target-case-edited p256 's/HTTPS[[:space:]]*1 Target/HTTPS 1 target/'
edit server-case-edited p256 's/NS2\.Example\.net\./ns2.example.NET./'
edit signature-gone p256 '/^ns1\.example\.com\..*RRSIG[[:space:]]*A /d'
edit nsec-gone p256 '/^ns1\.example\.com\..*\(NSEC\|RRSIG[[:space:]]*NSEC\)[[:space:]]/d'
edit name-gone p256 '/^ns1\.example\.com\./d'
edit key-gone p256 '/DNSKEY[[:space:]]*256/d'
edit type-slipped-in p256 '$a mail.example.com. 3600 IN TXT "x"'
edit name-slipped-in p256 '$a new.example.com. 3600 IN A 192.0.2.9'
edit glue-slipped-in p256 '$a ns.sub.example.com. 3600 IN AAAA 2001:db8::53'
edit hashed-name-slipped-in nsec3 '$a new.example.com. 3600 IN A 192.0.2.9'
edit hashed-empty-name-slipped-in nsec3 '$a a.b.names.example.com. 3600 IN A 192.0.2.9'
edit opted-out-delegation optout '$a later.example.com. 3600 IN NS ns1.example.com.'
edit opted-out-address optout '$a later.example.com. 3600 IN A 192.0.2.9'
edit nsec3-gone nsec3 '0,/IN[[:space:]]*NSEC3[[:space:]]/{/IN[[:space:]]*NSEC3[[:space:]]/d}'


# Here dnssec-verify is lenient: without opt-out an unsigned delegation needs its NSEC3 (RFC 5155
# section 7.1); kzonecheck says so too.
{ cat nsec3.zone; echo 'later.example.com. 3600 IN NS ns1.example.com.'; } > unhashed.zone
[ "$(judge unhashed.zone)" -gt 0 ] && ok 'a delegation without NSEC3 and without opt-out' ||
	not_ok 'a delegation without NSEC3 and without opt-out'

# Many signatures are verified together: each verdict must reach its own record.
awk 'BEGIN { for (i = 1; i <= 1500; i++) printf "h%d A 192.0.2.%d\n", i, i % 250 + 1 }' >> plain.zone
make many ECDSAP256SHA256
awk '$1 ~ /^h[0-9]*00\.example/ && $4 == "A" { $5 = "198.51.100.1" } { print }' many.zone > spoiled.zone
agree spoiled.zone
judge spoiled.zone > /dev/null
sed -n 's/.*error: \(h[0-9]*\)\..*does not verify \[dnssec-rrsig-invalid\]/\1/p' found | sort -V > told
awk 'BEGIN { for (i = 100; i <= 1500; i += 100) print "h" i }' > wanted
if cmp -s told wanted; then ok 'the 15 of 1,500 that were edited'; else
	cp told out; not_ok 'the 15 of 1,500 that were edited'; fi
finish
