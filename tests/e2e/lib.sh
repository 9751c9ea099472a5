# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# What the end-to-end tests share; sourced.  $ZONEVET is the program under test.
set -eu
: "${ZONEVET:?is the absolute path of the program}"
PATH=$(dirname "$ZONEVET"):$PATH
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
GIT_AUTHOR_NAME=ops GIT_AUTHOR_EMAIL=ops@dns.example
GIT_COMMITTER_NAME=ops GIT_COMMITTER_EMAIL=ops@dns.example
export PATH GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
export GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE 2>/dev/null || true
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
HOME=$scratch
export HOME
tests_passed=0 tests_failed=0

ok() {
	echo "ok - $1"
	tests_passed=$((tests_passed + 1))
}

not_ok() {
	echo "not ok - $1"
	[ ! -f "$scratch/out" ] || sed 's/^/    /' "$scratch/out"
	tests_failed=$((tests_failed + 1))
}

# run CODE NAME COMMAND...: the exit code must be this one; output goes to $scratch/out
run() {
	want=$1 name=$2
	shift 2
	code=0
	"$@" > "$scratch/out" 2>&1 < /dev/null || code=$?
	if [ "$code" -eq "$want" ]; then ok "$name"; else
		not_ok "$name: exit $code, not $want"
	fi
}

# says NAME TEXT: the last output holds it
says() {
	if grep -qF -- "$2" "$scratch/out"; then ok "$1"; else not_ok "$1: '$2' is not said"; fi
}

says_not() {
	if grep -qF -- "$2" "$scratch/out"; then not_ok "$1: '$2' is said"; else ok "$1"; fi
}

finish() {
	echo "$tests_passed passed, $tests_failed failed"
	[ "$tests_failed" -eq 0 ]
}

# zone SERIAL [RECORD...]: a small zone, on standard output
zone() {
	printf '$ORIGIN example.com.\n$TTL 3600\n@ SOA ns1 hostmaster %s 14400 3600 1209600 300\n' "$1"
	printf '@ NS ns1\n@ NS ns2.example.net.\nns1 A 192.0.2.1\nwww A 192.0.2.80\nwww AAAA 2001:db8::80\n'
	printf '@ MX 10 mail\nmail A 192.0.2.25\n'
	shift
	for record in "$@"; do printf '%s\n' "$record"; done
}

# repository [FOLDER]: a repository with one committed zone; the shell stands in it
repository() {
	git init -q -b main "${1:-$scratch/repo}"
	cd "${1:-$scratch/repo}"
	mkdir zones
	zone 2026011501 > zones/example.com.zone
	git add -A
	git commit -q -m first
}
