#!/bin/sh
# Parts of a commit, judged apart and merged, are the report of one run.  ZONEVET_ZONES (300): how many.
. "$(dirname "$0")/lib.sh"
zones=${ZONEVET_ZONES:-300}
here=$(cd "$(dirname "$0")" && pwd)
git init -q -b main "$scratch/repo"
cd "$scratch/repo"
python3 "$here/shard.py" before "$zones"
git add -A
git commit -qm before
python3 "$here/shard.py" after "$zones"
git add -A
git commit -qm after
now=2026-01-15T12:00:00Z

# one run: its reports in every format that a merge can write
formats='text gcc json github gitlab sarif junit checkstyle rdjson rdjsonl tap markdown summary azure teamcity'
mkdir "$scratch/one" "$scratch/merged"
few='text gcc github gitlab sarif junit markdown'
rest='checkstyle rdjson rdjsonl tap summary azure teamcity'
outputs() { for f in $2; do echo "-o $f=$1/$f"; done; }

# The commands of both sides differ in nothing but who judged.
# shellcheck disable=SC2046,SC2086 # lists of words
one() {
	run 1 "one run, $1" zonevet check --range HEAD~1..HEAD --now $now -f json $(outputs "$scratch/one" "$2") $3
	cp "$scratch/out" "$scratch/one/json"
}
one 'half of the formats' "$few" -v
one 'the other half' "$rest" -v

for n in 1 2 5; do
	reports=
	for i in $(seq "$n"); do
		zonevet check --range HEAD~1..HEAD --now $now --shard "$i/$n" -f gcc \
			-o json="$scratch/$i-of-$n.json" > "$scratch/out" 2>&1 || [ $? -eq 1 ]
		reports="$scratch/$i-of-$n.json $reports"
	done
	# shellcheck disable=SC2046,SC2086 # lists of words
	for half in "$few" "$rest"; do
		run 1 "$n parts merged" zonevet merge -f json -v $(outputs "$scratch/merged" "$half") $reports
		cp "$scratch/out" "$scratch/merged/json"
	done
	for f in $formats; do
		if cmp -s "$scratch/one/$f" "$scratch/merged/$f"; then ok "$n parts are the whole: $f"; else
			diff "$scratch/one/$f" "$scratch/merged/$f" | head -20 > "$scratch/out" || true
			not_ok "$n parts are the whole: $f"
		fi
	done
done
for rule in churn-commit zone-blast-radius ownership-policy-self ownership-waiver zone-deleted; do
	if grep -q "\"$rule\"" "$scratch/one/json"; then ok "the change has $rule"; else
		not_ok "the change has $rule"
	fi
done
if grep -q '"waiver": "OPS-1"' "$scratch/merged/json"; then ok 'a waiver is used'; else not_ok 'a waiver is used'; fi

# what a part says of itself
run 1 'a part' zonevet check --range HEAD~1..HEAD --now $now --shard 2/5 -v
says 'a part is no whole' 'this is part 2 of 5'
run 0 'the schema knows a shard' python3 - "$here/../../examples/report.schema.json" "$scratch/2-of-5.json" <<'E2'
import json, sys
import jsonschema
jsonschema.validate(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])))
E2

# what a merge refuses
all5() { for i in 1 2 3 4 5; do echo "$scratch/$i-of-5.json"; done; }
refuses() {
	# shellcheck disable=SC2086 # a list of words
	run 2 "$1" zonevet merge $3
	says "$1" "$2"
}
refuses 'a part is missing' 'part 4 of 5 is missing' "$(all5 | grep -v 4-of)"
refuses 'the last part is missing' 'part 5 of 5 is missing' "$(all5 | grep -v 5-of)"
refuses 'a part twice' 'both part 2 of 5' "$(all5) $scratch/2-of-5.json"
refuses 'parts of another number' 'not the same number of parts' "$(all5) $scratch/1-of-2.json"
refuses 'a whole report' 'made without --shard' "$scratch/one/json"
refuses 'no file' 'nowhere.json' "$scratch/nowhere.json"
echo '{' > "$scratch/broken.json"
refuses 'no JSON' 'broken.json:' "$scratch/broken.json"
echo '[]' > "$scratch/list.json"
refuses 'another JSON' 'list.json' "$scratch/list.json"
python3 -c 'print("[" * 100000)' > "$scratch/deep.json"
refuses 'JSON without bottom' 'deep.json' "$scratch/deep.json"
run 2 'the page' zonevet merge -o html="$scratch/page.html" "$scratch/1-of-1.json"
says 'the page' 'needs the zones themselves'
run 2 'no report' zonevet merge
printf '[policy]\nextends = strict\n' > "$scratch/strict.ini"
run 2 'another policy' zonevet merge -c "$scratch/strict.ini" "$scratch/1-of-1.json"
says 'another policy' 'Give the same --policy'
zonevet check --range HEAD~1..HEAD --now $now --shard 1/5 --all -o json="$scratch/all.json" > /dev/null || true
refuses 'other options' 'not the same' "$(all5 | grep -v 1-of) $scratch/all.json"
zonevet check --range HEAD..HEAD~1 --now $now --shard 1/5 -o json="$scratch/back.json" > /dev/null || true
refuses 'other commits' 'not the same' "$(all5 | grep -v 1-of) $scratch/back.json"

# what the parts do not have in common
sed 's/"now": "2026-01-15T12:00:00Z"/"now": "2026-01-15T12:50:00Z"/' "$scratch/1-of-5.json" > "$scratch/later.json"
# shellcheck disable=SC2046 # a list of words
run 1 'a part that waited for its runner' zonevet merge $(all5 | grep -v 1-of) "$scratch/later.json"
sed 's/"now": "2026-01-15T12:00:00Z"/"now": "2026-01-15T13:00:01Z"/' "$scratch/1-of-5.json" > "$scratch/later.json"
refuses 'a part of another time' 'more than an hour apart' "$(all5 | grep -v 1-of) $scratch/later.json"
sed 's/\("name": "zonevet", "version": "\)[^"]*/\19.9.9/; s/^\( *"version": "\)[^"]*/\19.9.9/' "$scratch/1-of-5.json" \
	> "$scratch/newer.json"
refuses 'a part of another version' 'zonevet 9.9.9 wrote it' "$(all5 | grep -v 1-of) $scratch/newer.json"
zonevet check --range HEAD~1..HEAD --now $now --shard 1/5 -c "$scratch/nowhere.ini" -o json="$scratch/failed.json" \
	> /dev/null 2>&1 || true
refuses 'a part without verdict' 'failed.json: this part has no verdict' "$(all5 | grep -v 1-of) $scratch/failed.json"
mkfifo "$scratch/endless"
yes '' > "$scratch/endless" 2> /dev/null &
refuses 'a pipe without end' 'has more than 1 GiB' "$scratch/endless"
wait

# other words that choose zones, and parts that have none
apart() { # NAME N ARGUMENTS...
	name=$1 n=$2 reports=
	shift 2
	zonevet check --range HEAD~1..HEAD --now $now "$@" -f json > "$scratch/whole.json" || [ $? -eq 1 ]
	for i in $(seq "$n"); do
		zonevet check --range HEAD~1..HEAD --now $now --shard "$i/$n" "$@" -o json="$scratch/part$i.json" \
			> "$scratch/out" 2>&1 || [ $? -eq 1 ]
		reports="$reports $scratch/part$i.json"
	done
	# shellcheck disable=SC2086 # a list of words
	run 1 "$name: merged" zonevet merge -f json $reports
	if cmp -s "$scratch/out" "$scratch/whole.json"; then ok "$name: the whole"; else not_ok "$name: the whole"; fi
}
apart 'the whole tree' 3 --all
apart 'some paths' 3 zones
git diff --name-only HEAD~1 HEAD | grep -m1 'zone$' > "$scratch/first"
apart 'more parts than zones' 4 "$(cat "$scratch/first")"

# one value after the other is made something else: told, and never a crash or a verdict by chance
run 0 'hostile reports' python3 "$here/shard.py" hostile "$scratch/1-of-1.json" "$scratch/hostile.json"

run 2 'a part of the index' zonevet check --shard 1/2
for word in 0/2 3/2 1 1/ /2 1/0 a/b 1/20000; do
	run 2 "--shard $word" zonevet check --range HEAD~1..HEAD --shard "$word"
done
finish
