#!/bin/sh
# --jobs: several processes judge, and nothing in the report tells.  ZONEVET_ZONES (60): how many.
. "$(dirname "$0")/lib.sh"
zones=${ZONEVET_ZONES:-60}
here=$(cd "$(dirname "$0")" && pwd)
git init -q -b main "$scratch/repo"
cd "$scratch/repo"
python3 "$here/shard.py" before "$zones"
git add -A
git commit -qm before
python3 "$here/shard.py" after "$zones"
git add -A
few='text gcc github gitlab sarif junit markdown summary'
rest='checkstyle rdjson rdjsonl tap azure teamcity'
now=2026-01-15T12:00:00Z
outputs() { for f in $2; do echo "-o $f=$1/$f"; done; }

# same NAME ARGUMENTS...: alone and in 2 and 5 processes, in every format
same() {
	name=$1
	shift
	for jobs in 1 2 5; do
		mkdir -p "$scratch/$jobs"
		for half in "$few" "$rest"; do
			code=0
			# shellcheck disable=SC2046 # a list of words
			zonevet check "$@" --now $now --jobs "$jobs" -f json $(outputs "$scratch/$jobs" "$half") \
				> "$scratch/$jobs/json" 2> "$scratch/$jobs/json.err" || code=$?
			echo "exit $code" >> "$scratch/$jobs/json.err"
		done
	done
	for jobs in 2 5; do
		if diff -r "$scratch/1" "$scratch/$jobs" > "$scratch/diff" 2>&1; then ok "$name, $jobs processes"; else
			head -20 "$scratch/diff" > "$scratch/out"
			not_ok "$name, $jobs processes"
		fi
	done
	cp "$scratch/1/json.err" "$scratch/out"
	[ "$name" = 'a zone that cannot be judged' ] || says "$name: there is a verdict" 'exit 1'
}
same 'what is staged'
for jobs in 1 2; do
	run 1 'the page, which needs one process' zonevet check --now $now --jobs $jobs -o html="$scratch/page$jobs"
done
run 0 'and is the same' cmp "$scratch/page1" "$scratch/page2"
git commit -qm after
same 'a range' --range HEAD~1..HEAD -v
same 'a whole tree' --all
same 'one folder' --range HEAD~1..HEAD zones
git diff HEAD~1 HEAD > "$scratch/change.patch"
git checkout -q HEAD~1
same 'a patch' --patch "$scratch/change.patch"
git checkout -q main
git archive HEAD~1 | (mkdir "$scratch/old" && tar -x -C "$scratch/old")
same 'two folders' "$scratch/old" .

# a zone that nobody can judge is told as one process tells it
first=$(git diff --name-only HEAD~1 | grep zone | head -1)
rm "$first"
ln -s nowhere "$first"
ln -s nowhere "$(dirname "$first")/new.example.zone"
git add -A
same 'a zone that cannot be judged'
cp "$scratch/5/json.err" "$scratch/out"
says 'and not as clean' 'exit 2'
git reset -q --hard

for word in -1 257 many ''; do
	run 2 "--jobs $word" zonevet check --jobs "$word"
done
run 1 'as many as there are processors' zonevet check --range HEAD~1..HEAD --now $now --jobs 0
run 1 'more than there are zones' zonevet check --range HEAD~1..HEAD --now $now --jobs 256

# A process that is killed, and the deadline: two zones that take a while.
git init -q -b main "$scratch/large"
cd "$scratch/large"
for i in 1 2; do
	awk -v i="$i" 'BEGIN { printf "$TTL 60\n@ SOA a.example.net. b 1 2 3 4 5\n@ NS a.example.net.\n@ NS b.example.net.\n"
		for (n = 0; n < 400000; n++) printf "h%d TXT \"%d\"\n", n, n * i }' > "large$i.example.zone"
done
git add -A
zonevet check --jobs 2 > "$scratch/out" 2>&1 &
pid=$!
for _ in $(seq 100); do
	child=$(pgrep -P "$pid" | head -n 1)
	[ -z "$child" ] || break
	sleep 0.02
done
kill -KILL "$child"
code=0
wait "$pid" || code=$?
if [ "$code" -eq 2 ]; then ok 'a process is killed'; else not_ok "a process is killed: exit $code"; fi
says 'its part is named' 'of the zones was ended by signal 9'
run 2 'the deadline' zonevet check --jobs 2 --deadline 1
says 'what it was for' '2 of 2 zones were not judged: large1.example., large2.example.'
if pgrep -x -P $$ zonevet > "$scratch/out"; then not_ok 'nobody goes on'; else ok 'nobody goes on'; fi
finish
