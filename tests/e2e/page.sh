#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh; $ORIGIN is the zone's; scratch is lib.sh's
# The review page as its readers see it: html.parser always, headless Chromium where there is
# one; and where `zonevet review` sends it.  tests/page goes further, with tools from npm.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
export TZ=UTC NO_COLOR='' TERM=xterm
unset FORCE_COLOR COLUMNS DISPLAY WAYLAND_DISPLAY PAGER ZONEVET_PAGER 2>/dev/null || true
now='--now 2026-01-15T12:00:00Z'

# page CODE NAME FILE ARGUMENT...: a check that writes the page, which must be sound
page() {
	want=$1 name=$2 file=$3
	shift 3
	# shellcheck disable=SC2086 # a list of words
	run "$want" "$name: exit code" "$ZONEVET" check $now -o "html=$file" "$@"
	run 0 "$name: sound" python3 "$here/page.py" check "$file"
}
shows() {
	name=$1 file=$2
	shift 2
	run 0 "$name" python3 "$here/page.py" check "$file" "$@"
}

# --- the past, the verdicts, the ways in ---------------------------------------------------
repository
for n in 2 3 4 5 6; do
	zone "202601150$n" "host$n A 192.0.2.1$n" > zones/example.com.zone
	git commit -q -am "host $n <b>&amp;"
done
zone 2026011507 'host6 A 192.0.2.16' 'new A 192.0.2.17' > zones/example.com.zone
git add -A
page 0 'a harmless change' "$scratch/pass.html"
shows 'its parts are there' "$scratch/pass.html" PASSED 'This change to example.com. may be published' \
	'Nothing speaks against this change' '+ added' 'new.example.com.' 'raised by 1' \
	'How long caches keep the old data' 'No waiver is in force' 2026011508 \
	'git restore --staged --worktree --source='
shows 'its past is there, as text' "$scratch/pass.html" 'This change beside the last 5 commits' \
	'host 6 <b>&amp;' 'changed lines'
zone 2026011507 | sed 's/^www A .*/www 20 A 192.0.2.80/; /^mail/d' > zones/example.com.zone
git add -A
page 1 'a bad change' "$scratch/block.html"
shows 'findings with effect, fix and waiver' "$scratch/block.html" BLOCKED 'ttl-drop' Effect Fix \
	'rule = ttl-drop' 'How to waive it' 'record-last-address' 'old version'
shows 'the lines, as they were written' "$scratch/block.html" 'Changed lines: ' '- www A 192.0.2.80' \
	'+ www 20 A 192.0.2.80'
page 0 'the same, not failing' "$scratch/warn.html" --fail-on never
shows 'says that it passes with findings' "$scratch/warn.html" 'PASSED WITH WARNINGS' 'may be published'
git commit -q -m bad
page 1 'two commits' "$scratch/range.html" --range HEAD~1..HEAD
shows 'their ids' "$scratch/range.html" "$(git rev-parse --short=10 HEAD)" "$(git rev-parse --short=10 HEAD~1)"
git format-patch -q -1 --stdout > "$scratch/mail.patch"
page 1 'a patch' "$scratch/patch.html" --patch "$scratch/mail.patch" --base HEAD~1
shows 'the past of its base' "$scratch/patch.html" 'This change beside the last 5 commits'
git rm -q zones/example.com.zone
page 1 'a deleted zone' "$scratch/gone.html"
git reset -q --hard
page 2 'no verdict' "$scratch/error.html" --range nowhere..HEAD
shows 'why, and no more' "$scratch/error.html" 'NOT JUDGED' 'nowhere'
page 0 'nothing at all' "$scratch/none.html"
run 0 'the same page twice' sh -c '"$ZONEVET" check --now 2026-01-15T12:00:00Z --range HEAD~1..HEAD \
	-f html > "$1/twice.html" || cmp "$1/twice.html" "$1/range.html"' sh "$scratch"

# --- an enemy's zone, path, commit and policy -------------------------------------------------
rlo=$(printf '\342\200\256') esc=$(printf '\033')
evil="zones/\"><script>alert(1)</script>'$rlo$esc.zone"
mkdir -p 'zones/"><script>alert(1)<'
evil_zone() {
	printf '$ORIGIN evil.example.\n$TTL %s\n@ SOA ns1 host %s 14400 3600 1209600 300\n' "$2" "$1"
	printf '@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n'
	printf '<script>alert\\(2\\)</script> A 192.0.2.3\n'
	printf '</code></td><img/src=x/onerror=alert\\(3\\)> A 192.0.2.4\n"><svg/onload=x> A 192.0.2.5\n'
	printf 'x TXT "</style><script>alert(4)</script>" "<!--" "]]>" "%s" "\\226\\128\\174"\n' "$1"
	printf 'javascript:alert\\(5\\) MX 10 <b>.evil.example.\n'
}
evil_zone 2026011501 86400 > "$evil"
cat > zonevet.ini <<'INI'
[policy]
extends = baseline
[zones]
files = zones/**
[waiver "<i>&"]
rule = record-dangling-target
owners = javascript*
expires = 2026-01-20
ticket = "><script>alert(6)</script>
reason = </td>
INI
git add -A
git commit -q -m "</title><script>alert(7)</script> $rlo"
evil_zone 2026011502 86400 > "$evil"
git commit -q -am "<style>*{display:none}</style> $rlo"
evil_zone 2026011503 60 > "$evil"
git add -A
page 1 'an enemy' "$scratch/evil.html"
shows 'shown as it is, and only shown' "$scratch/evil.html" '<script>alert\(2\)</script>' \
	'</code></td><img/src=x/onerror=alert\(3\)>' '</style><script>alert(4)</script>' '<!--' \
	'<style>*{display:none}</style> U+202E' '"><script>alert(6)</script>' '\226\128\174'
word="\$'zones/\"><script>alert(1)</script>\\047\\342\\200\\256\\033.zone'"
shows 'its path is one word of a shell' "$scratch/evil.html" " -- $word"
run 0 'and no other path' bash -c "test -f $word"

# --- as large as it gets ------------------------------------------------------------------------
python3 - "$scratch" <<'PY'
import sys
def zone(serial, step):
	lines = ['$ORIGIN example.com.', '$TTL 3600', f'@ SOA ns1 h {serial} 14400 3600 1209600 300', '@ NS ns1',
		'@ NS ns2', 'ns1 A 192.0.2.1', 'ns2 A 192.0.2.2']
	lines += [f'h{i} {60 if step and i % 2 else 86400} A 10.0.{i >> 8}.{(i + step) & 255}' for i in range(10000)]
	lines += [f't{i} TXT {step} ' + ('"' + '<' * 250 + '" ') * 8 for i in range(1500)]
	return '\n'.join(lines) + '\n'
for name, serial, step in (('old', 1, 0), ('new', 2, 1)):
	with open(f'{sys.argv[1]}/{name}.zone', 'w') as f:
		f.write(zone(serial, step))
PY
page 1 '11,500 changes' "$scratch/large.html" "$scratch/old.zone" "$scratch/new.zone"
shows 'the rest is counted' "$scratch/large.html" 'more that this page leaves out' 'more record sets' \
	'of the same rules' 'Changed lines: '

# --- in a browser ----------------------------------------------------------------------------------
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
browse() {
	"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--user-data-dir="$scratch/browser" --enable-logging=stderr --virtual-time-budget=2000 \
		--dump-dom "file://$1" > "$scratch/dom" 2> "$scratch/log"
}
if [ -n "$browser" ]; then
	for name in evil block large; do
		run 0 "$name in the browser" browse "$scratch/$name.html"
		cp "$scratch/log" "$scratch/out"
		says_not "$name: the console is silent" 'CONSOLE'
		run 0 "$name: the browser built what was written" python3 "$here/page.py" check "$scratch/dom"
	done
else
	echo '; no chromium: the browser is passed over'
fi

# --- zonevet review --------------------------------------------------------------------------------
git reset -q --hard HEAD~1
git rm -q zonevet.ini 2>/dev/null || :
git checkout -q -f -B plain HEAD~1
tools=$scratch/tools
mkdir "$tools" "$scratch/temporary"
cat > "$tools/xdg-open" <<'SH'
#!/bin/sh
cp -p "$1" "$SCRATCH/opened.html"
exit "${OPENER_SAYS:-0}"
SH
cat > "$tools/pager" <<'SH'
#!/bin/sh
echo "$#:$1" > "$SCRATCH/pager.words"
cat > "$SCRATCH/paged"
SH
chmod +x "$tools/xdg-open" "$tools/pager"
export SCRATCH="$scratch" TMPDIR="$scratch/temporary" PATH="$tools:$PATH"
review() { # shellcheck disable=SC2086 # a list of words
	"$ZONEVET" review $now --range HEAD~1..HEAD; }
on_tty() { # shellcheck disable=SC2086 # a list of words
	python3 "$here/page.py" tty "$ZONEVET" review $now --range HEAD~1..HEAD; }

run 1 'review into a pipe' review
cp "$scratch/out" "$scratch/piped"
# shellcheck disable=SC2086 # a list of words
run 1 'check, for comparison' "$ZONEVET" check $now --range HEAD~1..HEAD
cp "$scratch/out" "$scratch/checked"
run 0 'is what check says' cmp "$scratch/piped" "$scratch/checked"
export ZONEVET_PAGER='pager -x' COLUMNS=80
run 1 'review on a terminal without display' on_tty
run 0 'goes through the pager' grep -q BLOCKED "$scratch/paged"
run 0 'whose words are kept apart' grep -qx '1:-x' "$scratch/pager.words"
ZONEVET_PAGER='no-such-pager'
run 1 'review without that pager' on_tty
says 'is plain' BLOCKED
ZONEVET_PAGER=true
run 1 'review when the pager leaves at once' on_tty
export DISPLAY=:99 ZONEVET_PAGER='pager -x'
rm -f "$scratch/paged"
run 1 'review with a display' on_tty
says 'tells where the page is' 'zonevet: block; the page is'
run 0 'the page is the same' python3 "$here/page.py" check "$scratch/opened.html" BLOCKED
run 0 'and private' sh -c '[ "$(stat -c %a "$1")" = 600 ]' sh "$scratch/opened.html"
run 1 'nothing was paged' test -e "$scratch/paged"
export OPENER_SAYS=3
rm -rf "$scratch/temporary"/*
run 1 'review when no browser opens' on_tty
run 0 'goes through the pager then' grep -q BLOCKED "$scratch/paged"
run 0 'and leaves no page behind' rmdir "$scratch/temporary"
unset DISPLAY
run 2 'review takes no format' "$ZONEVET" review -f json
says 'and says so' 'is for check'
finish
