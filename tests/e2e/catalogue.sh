#!/bin/sh
# Every rule that judges has a golden case in which it fires, one in which it is silent and one
# in which a setting of it is moved; it says why, what to do and which controls it serves; and
# the README's table is the one that the program prints.
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top/tests/cases"

# Rules that need a repository: their cases are the scripts in tests/e2e.
by_git='ownership-policy-self'

for id in $("$ZONEVET" rules | awk '/^$/ { exit } { print $1 }'); do
	case " $by_git " in
	*" $id "*)
		if grep -q "$id" ../e2e/source-*.sh ../e2e/hook*.sh; then ok "$id: by git"; else
			not_ok "$id: no script of tests/e2e names it"
		fi ;;
	*)
		found=' '
		for case in "$id"/*/; do
			[ -d "$case" ] || continue
			if grep -q "\"$id\"\|\[$id\]" "$case"expected.*; then found="$found fires "; else
				found="$found silent "
			fi
			if grep -qs "^\[rule ${id}[] ]" "$case"policy.ini; then found="$found moved "; fi
		done
		for what in fires silent moved; do
			case $found in
			*" $what "*) ok "$id: $what" ;;
			*) not_ok "$id: no case: $what" ;;
			esac
		done ;;
	esac
	"$ZONEVET" explain "$id" > "$scratch/out"
	for section in why fix controls; do
		if grep -qx "$section" "$scratch/out"; then ok "$id: $section"; else
			not_ok "$id: explain has no $section"
		fi
	done
done
rm -f "$scratch/out"

sed -n '/^<!-- rules -->$/,/^<!-- end of rules -->$/p' "$top/README.md" | sed '1d;$d' > "$scratch/table"
"$ZONEVET" rules -f markdown > "$scratch/rules"
diff -u "$scratch/table" "$scratch/rules" > "$scratch/out" || true
if [ ! -s "$scratch/out" ]; then ok 'the table of the README'; else
	not_ok 'the table of the README is not that of the program: make docs writes it'
fi

# What README shows as a policy is one.
sed -n '/^```ini$/,/^```$/p' "$top/README.md" | sed '/^```/d' > "$scratch/zonevet.ini"
run 0 'the policy of the README' "$ZONEVET" policy check -c "$scratch/zonevet.ini"
says 'the policy of the README' ': good'
finish
