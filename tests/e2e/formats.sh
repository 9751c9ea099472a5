#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh; $ORIGIN is the zone's; scratch is lib.sh's
# Every format against names, data and paths from an enemy; where reports go; colour.
. "$(dirname "$0")/lib.sh"
export TZ=UTC NO_COLOR='' TERM=xterm
unset FORCE_COLOR CLICOLOR CLICOLOR_FORCE COLUMNS 2>/dev/null || true
unset GITHUB_ACTIONS GITEA_ACTIONS FORGEJO_ACTIONS 2>/dev/null || true
esc=$(printf '\033')
now='--now 2026-01-15T12:00:00Z'

# holds NAME FILE REGEX, lacks NAME FILE REGEX: as bytes, whatever they are
holds() {
	if LC_ALL=C grep -aEq -- "$3" "$2"; then ok "$1"; else
		cp "$2" "$scratch/out"
		not_ok "$1"
	fi
}
lacks() {
	if ! LC_ALL=C grep -aEq -- "$3" "$2"; then ok "$1"; else
		cp "$2" "$scratch/out"
		not_ok "$1"
	fi
}
same() {
	if cmp -s "$2" "$3"; then ok "$1"; else
		diff "$2" "$3" > "$scratch/out" 2>&1 || :
		not_ok "$1"
	fi
}
# report CODE NAME FILE ARGUMENT...: standard output of a check goes to FILE
report() {
	want=$1 name=$2 file=$3 code=0
	shift 3
	# shellcheck disable=SC2086 # a list of words
	"$ZONEVET" check $now "$@" > "$file" 2> "$scratch/err" < /dev/null || code=$?
	if [ "$code" -eq "$want" ]; then ok "$name"; else
		cat "$file" "$scratch/err" > "$scratch/out"
		not_ok "$name: exit $code, not $want"
	fi
}

# --- a repository from an enemy -----------------------------------------------------------
repository
evil="zones/
::error file=x::owned ##[error]${esc}[31m,%0A:.zone"
hostile_zone() {
	printf '$ORIGIN evil.example.\n$TTL %s\n@ SOA ns1 host %s 14400 3600 1209600 300\n' "$2" "$1"
	printf '@ NS ns1\nns1 A 192.0.2.1\n::error::owned A 192.0.2.80\n##[error]x A 192.0.2.81\n'
	printf '\\027[31mred A 192.0.2.82\n@ TXT "%s" "::error::x" "\\027[2J" "##vso[task.x]"\n' "$1"
}
hostile_zone 2026011501 86400 > "$evil"
cat > zonevet.ini <<'INI'
[policy]
extends = baseline
[zones]
files = zones/**
INI
git add -A
git commit -q -m second
hostile_zone 2026011502 60 > "$evil"
printf '\n::error::x A ::error::owned\n' >> "$evil"
printf '%bred A ##[error]owned\n' '\0033[31m' >> "$evil"
git add -A

for format in text gcc json github; do
	report 1 "$format blocks" "$scratch/$format" -f "$format"
	report 1 "$format again" "$scratch/again" -f "$format"
	same "$format is deterministic" "$scratch/$format" "$scratch/again"
	lacks "$format: nothing but printable ASCII" "$scratch/$format" '[^ -~]'
	lacks "$format: no ##" "$scratch/$format" '##'
	[ "$format" = github ] || lacks "$format: no command" "$scratch/$format" '^ *::'
	lacks "$format: standard error" "$scratch/err" '[^ -~]'
done
export COLUMNS=40
report 1 'text at 40 columns' "$scratch/narrow" -v
unset COLUMNS
lacks 'text at 40 columns: no command' "$scratch/narrow" '^ *::'

LC_ALL=C grep -a '^ *::' "$scratch/github" > "$scratch/commands" || :
holds 'github: there are commands' "$scratch/commands" .
place='(file=[^,:]*,(line=[0-9]+,)?(col=[0-9]+,)?)?'
LC_ALL=C grep -avE "^::(error|warning|notice) ${place}title=zonevet( [a-z-]+)?::" \
	"$scratch/commands" > "$scratch/foreign" || :
lacks 'github: each command is ours' "$scratch/foreign" .
holds 'github: path is escaped' "$scratch/commands" 'file=zones/%0A%3A%3Aerror file=x'
holds 'gcc: path is quoted' "$scratch/gcc" \
	'^"zones/\\n::error file=x::owned #\\043\[error\]\\033\[31m,%0A:\.zone":[0-9]+:'
holds 'text ends with the policy' "$scratch/text" \
	'^Policy zonevet\.ini \(.*\), sha256 [0-9a-f]{12}$'

# --- JSON as others read it -----------------------------------------------------------------
run 0 'json is JSON' python3 -m json.tool "$scratch/json" /dev/null
run 0 'json says what it should' python3 - "$scratch/json" <<'PY'
import json, re, sys
text = open(sys.argv[1], encoding="ascii").read()
assert text.endswith("}\n") and text.startswith('{\n  "schema": "zonevet/report/1",\n')
r = json.loads(text, object_pairs_hook=lambda p: dict(p) if len(dict(p)) == len(p) else 1 / 0)
assert r["verdict"] == "block" and r["error"] is None and r["now"] == "2026-01-15T12:00:00Z"
assert r["policy"]["path"] == "zonevet.ini" and re.fullmatch("[0-9a-f]{64}", r["policy"]["sha256"])
assert r["counts"]["zones"] == len(r["zones"]) == 1
for severity in "error", "warning", "note":
    assert r["counts"][severity] == sum(f["severity"] == severity for f in r["findings"])
keys = """rule severity zone view owner type side path line column message effect fix before after
    fingerprint waiver waiver_line"""
for f in r["findings"]:
    assert set(f) == set(keys.split()), set(f) ^ set(keys.split())
    assert re.fullmatch("[0-9a-f]{16}", f["fingerprint"])
path = r["zones"][0]["path"]["after"]
assert path.startswith("zones/\n::error file=x::owned ##[error]\x1b[31m"), path
for c in r["zones"][0]["changes"]:
    assert c["kind"] in ("added", "removed", "data-changed", "ttl-changed")
PY

# --- diff -------------------------------------------------------------------------------------
"$ZONEVET" diff > "$scratch/diff" 2>&1 || not_ok 'diff: exit'
holds 'diff: path' "$scratch/diff" '^\+\+\+ index "zones/\\n::error'
holds 'diff: both TTLs' "$scratch/diff" '^-ns1\.evil\.example\. 86400 IN A 192\.0\.2\.1$'
holds 'diff: new TTL' "$scratch/diff" '^\+ns1\.evil\.example\. 60 IN A 192\.0\.2\.1$'
lacks 'diff: printable' "$scratch/diff" '[^ -~]'
lacks 'diff: no command' "$scratch/diff" '^ *::|##'

# --- colour only when it is asked for ---------------------------------------------------------
"$ZONEVET" diff --color=always > "$scratch/painted"
holds 'diff --color=always' "$scratch/painted" "$esc\[3[126]m"
sed "s/$esc\[[0-9;]*m//g" "$scratch/painted" > "$scratch/plain"
same 'diff: colour is decoration' "$scratch/plain" "$scratch/diff"
report 1 'text --color=always' "$scratch/painted" --color=always
holds 'text has colour' "$scratch/painted" "$esc\[31m"
sed "s/$esc\[[0-9;]*m//g" "$scratch/painted" > "$scratch/plain"
same 'text: colour is decoration' "$scratch/plain" "$scratch/text"
for format in gcc json github; do
	report 1 "$format --color=always" "$scratch/painted" --color=always -f "$format"
	same "$format has no colour" "$scratch/painted" "$scratch/$format"
done
export FORCE_COLOR=1
report 1 'FORCE_COLOR' "$scratch/painted"
holds 'FORCE_COLOR paints' "$scratch/painted" "$esc"
export NO_COLOR=1
report 1 'NO_COLOR' "$scratch/painted"
lacks 'NO_COLOR wins' "$scratch/painted" "$esc"
export NO_COLOR=''
report 1 '--color=never' "$scratch/painted" --color=never
lacks '--color=never wins' "$scratch/painted" "$esc"
unset FORCE_COLOR

# --- files ------------------------------------------------------------------------------------
report 1 'several outputs' "$scratch/again" --color=always -o json="$scratch/o.json" \
	-o github="$scratch/o.github" -o gcc="$scratch/o.gcc" -o text="$scratch/o.text"
for format in json github gcc text; do
	same "-o $format=FILE" "$scratch/o.$format" "$scratch/$format"
done
# What cannot be written whole is not written: what stood there stands, and nothing is left.
same_as=$scratch/same.sarif
report 1 'sarif to a file' "$scratch/again" -o sarif="$same_as"
cp "$same_as" "$scratch/copy"
# shellcheck disable=SC2086 # a list of words
short() (
	trap '' XFSZ
	ulimit -f 1
	"$ZONEVET" check $now -o sarif="$same_as" > /dev/null 2> "$scratch/err"
)
run 2 'a report that does not fit' short
holds 'is named' "$scratch/err" 'same.sarif: the report cannot be written: File too large'
same 'and what stood there stands' "$same_as" "$scratch/copy"
rm "$same_as"
run 2 'a new report that does not fit' short
set -- "$same_as"*
if [ -e "$1" ]; then not_ok 'half a report is left'; else ok 'leaves nothing'; fi
ln -s o.json "$scratch/link"
report 2 'a symbolic link is refused' "$scratch/again" -o json="$scratch/link"
holds 'and named' "$scratch/err" 'link: is a symbolic link'
report 2 'no such folder' "$scratch/again" -o json="$scratch/none/x"
report 2 'a full disk' "$scratch/again" -o json=/dev/full
holds 'a full disk is named' "$scratch/err" '/dev/full: .*No space left'
report 2 'standard output is full' /dev/full -f json
report 1 'a device stays one' "$scratch/again" -o json=/dev/null
if [ -c /dev/null ]; then ok '/dev/null'; else not_ok '/dev/null was replaced'; fi
set -- "$scratch"/o.*.* "$scratch"/link.*
if [ -e "$1" ] || [ -e "$2" ]; then not_ok 'temporary files are left'; else
	ok 'no temporary file is left'
fi
"$ZONEVET" check -v 2> "$scratch/err" | head -n 1 > /dev/null
lacks 'a closed pipe is no drama' "$scratch/err" .

# --- auto, and what goes into SARIF ----------------------------------------------------------
report 1 'auto is text' "$scratch/again" -f auto
same 'auto: text' "$scratch/again" "$scratch/text"
export GITHUB_ACTIONS=true
report 1 'auto under GitHub Actions' "$scratch/again" -f auto
same 'auto: github' "$scratch/again" "$scratch/github"
report 1 'only auto looks around' "$scratch/again"
same 'no format: text' "$scratch/again" "$scratch/text"
for forge in GITEA_ACTIONS FORGEJO_ACTIONS; do
	export $forge=true
	report 1 "auto under $forge" "$scratch/again" -f auto
	same "auto: text under $forge" "$scratch/again" "$scratch/text"
	unset $forge
done
export GITHUB_ACTIONS=false
report 1 'auto where GITHUB_ACTIONS is false' "$scratch/again" -f auto
same 'auto: text where it is false' "$scratch/again" "$scratch/text"
unset GITHUB_ACTIONS
run 2 'auto is no file format' "$ZONEVET" check -o auto="$scratch/x"
run 2 'only include and omit' "$ZONEVET" check --sarif-suppressed=yes
says 'both are named' '--sarif-suppressed takes include or omit, not yes'
cat > "$scratch/waiver.ini" <<'INI'
[policy]
extends = baseline
[zones]
files = zones/**
[waiver "W"]
rule = ttl-drop
owners = **.evil.example.
expires = 2026-02-01
ticket = OPS-1
INI
for how in omit include; do
	# shellcheck disable=SC2086 # a list of words
	"$ZONEVET" check $now -c "$scratch/waiver.ini" -f sarif --sarif-suppressed=$how \
		> "$scratch/$how.sarif" 2> "$scratch/err" || :
done
run 0 'waived results come on request' python3 - "$scratch" <<'PY'
import json, sys
omit, include = (json.load(open(f"{sys.argv[1]}/{how}.sarif"))["runs"][0] for how in ("omit", "include"))
waived = [r for r in include["results"] if "suppressions" in r]
assert waived and not [r for r in omit["results"] if "suppressions" in r]
assert len(omit["results"]) == len(include["results"]) - len(waived)
for r in waived:
    assert r["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "W"}], r
PY

# --- verdicts in every format -------------------------------------------------------------------
report 1 'quiet' "$scratch/again" -q
lacks 'quiet tells errors only' "$scratch/again" '^(warning|note)\[|^Policy'
git commit -q -m third --no-verify
for format in text gcc json github; do
	report 0 "$format: nothing changed" "$scratch/again" -f "$format"
	case $format in
	text) holds 'said plainly' "$scratch/again" '^PASSED  No zone changed\.' ;;
	gcc) lacks 'gcc is silent' "$scratch/again" . ;;
	json) holds 'json passes' "$scratch/again" '"verdict": "pass"' ;;
	github) lacks 'github: no command' "$scratch/again" '^::' ;;
	esac
done
for format in text gcc json github; do
	report 2 "$format: no judgement" "$scratch/again" -f "$format" --range nosuch..HEAD
	case $format in
	text) holds 'text: no verdict' "$scratch/again" '^NOT JUDGED' ;;
	gcc) holds 'gcc: error' "$scratch/again" '^zonevet: error: ' ;;
	json) holds 'json: error' "$scratch/again" '"verdict": "error"' ;;
	github) holds 'github: error' "$scratch/again" '^::error title=zonevet could not judge::' ;;
	esac
	holds "$format: standard error says why" "$scratch/err" nosuch
done
finish
