#!/bin/sh
# The command line as a new user meets it: help, slips, pipes, formats, git's diff driver.
. "$(dirname "$0")/lib.sh"

run 0 'no word at all is help' zonevet
says 'help' 'zonevet check'
run 0 '--help' zonevet --help
run 0 'check --help' zonevet check --help
says 'check --help' '--range'
run 0 '--version' zonevet --version
says '--version' 'zonevet 0.'
run 2 'a wrong command' zonevet chekc
says 'a wrong command' 'did you mean check?'
run 2 'a wrong option' zonevet check --rnage x
says 'a wrong option' 'did you mean --range?'
run 2 'a wrong format' zonevet check -f jsno
says 'a wrong format' 'did you mean json?'
run 2 'an option without its value' zonevet check --range
run 2 'two inputs' zonevet check --range a..b --tree c
run 2 'a wrong level' zonevet check --fail-on sometimes
run 2 'a wrong time' zonevet check --now yesterday
run 0 'rules' zonevet rules
says 'rules' 'ttl-drop'
run 0 'explain' zonevet explain ttl-drop
says 'explain' 'block-ratio'
run 2 'explain, a slip' zonevet explain ttl-dorp
says 'explain, a slip' 'did you mean ttl-drop?'

repository
zone 2026011502 'www 20 A 192.0.2.80' > zones/example.com.zone
git add -A
for format in text gcc json github; do
	run 1 "format $format" zonevet check -f $format
	says "format $format" 'ttl-floor'
done
run 1 'a report beside' zonevet check -q -o json=report.json -o gcc=report.gcc
run 0 'the report beside is JSON' python3 -m json.tool report.json
run 0 'and gcc' grep -q 'ttl-floor' report.gcc
run 0 'fail-on never' zonevet check --fail-on never
run 1 'a pipe has no colour' sh -c 'zonevet check | grep -q "$(printf "\033")" || exit 1'
run 0 'colour when asked' sh -c 'zonevet check --color=always | grep -q "$(printf "\033")"'
run 0 'a reader that leaves early' sh -c 'zonevet check -v | head -n 1'
COLUMNS=40 run 1 'a narrow terminal' zonevet check
run 0 'narrowed to another path' zonevet check elsewhere
run 1 'narrowed to its folder' zonevet check zones
run 2 'a full disk is told' sh -c 'zonevet check > /dev/full'

run 0 'diff' zonevet diff
says 'diff' '+www.example.com. 20'
git config diff.zone.command 'zonevet diff'
echo '*.zone diff=zone' > .gitattributes
run 0 'the diff driver' git --no-pager diff --cached
says 'the diff driver' '+www.example.com. 20'
git commit -qam driver
run 0 'the diff driver in a log' git --no-pager log -p --ext-diff -1
says 'the diff driver in a log' '-www.example.com. 3600'

run 0 'print' zonevet print zones/example.com.zone
says 'print' 'www.example.com. 3600 IN AAAA 2001:db8::80'
printf 'a A 300.1.1.1\n' >> zones/example.com.zone
git add zones
run 0 'diff of what cannot be read' zonevet diff
says 'diff of what cannot be read' '! zones/example.com.zone:'
run 2 'a revision before the first' zonevet check --range HEAD~99..HEAD
says 'a revision before the first' 'no such revision'
run 1 'print of a broken zone' zonevet print zones/example.com.zone
says 'print of a broken zone' 'is not an IPv4 address'
run 2 'print of nothing' zonevet print nothing.zone
printf '$TTL 1\n@ SOA a b 1 2 3 4 5\n' > nameless
run 1 'print without a name' zonevet print nameless
says 'print without a name' '--origin'

run 0 'policy show' zonevet policy show --zone example.com. --rule ttl-drop
says 'policy show' 'baseline:'
printf '[rule ttl-drop]\nblock-ratio = 10\n[freeze "x"]\nfrom = 2026-01-01\n' > zonevet.ini
run 0 'policy check' zonevet policy check
says 'policy check names what changes nothing' 'zonevet.ini:2'
says 'policy check names what is not judged yet' 'freeze x'
printf '[rule ttl-drop]\nblok-ratio = 10\nfloor = soon\n[rules]\n' > zonevet.ini
run 2 'a wrong policy' zonevet policy check
says 'a wrong key' "zonevet.ini:2: unknown key 'blok-ratio'; did you mean 'block-ratio'?"
says 'a wrong value' 'zonevet.ini:3'
says 'a wrong section' "zonevet.ini:4: unknown section 'rules'"

rm zonevet.ini
printf '$TTL 3600\n@ CH SOA a.example. b.example. 1 14400 3600 1209600 300\n' > chaos.zone
printf '@ CH NS a.example.\n@ CH NS a.example.net.\nversion CH TXT "1"\n' >> chaos.zone
run 1 'a CHAOS zone is none of class IN' zonevet check /dev/null chaos.zone --origin bind.
says 'a CHAOS zone is none of class IN' 'syntax-class'
run 0 'but with --class' zonevet check /dev/null chaos.zone --origin bind. --class CH
run 0 'print --class' zonevet print --origin bind. --class CH chaos.zone
says 'print --class' 'version.bind. 3600 CH TXT "1"'
run 0 'long spellings' zonevet check /dev/null chaos.zone --origin bind. --class CH --format text \
	--output json=report.json --quiet
says_not '--quiet tells no notes' 'note['
run 0 '--verbose' zonevet check /dev/null chaos.zone --origin bind. --class CH --verbose
says '--verbose tells why of notes too' 'Effect:'
if grep -q '"verdict": "pass"' report.json; then ok '--output'; else not_ok '--output'; fi
finish
