#!/bin/sh
# What an editor holds, judged against HEAD before it is saved.
. "$(dirname "$0")/lib.sh"
repository
mkdir -p zones/inc && echo 'extra A 192.0.2.99' > zones/inc/hosts
printf '$INCLUDE zones/inc/hosts\n' >> zones/example.com.zone
git add -A && git commit -qm include
{ zone 2026011502 'blog A 192.0.2.81'; echo '$INCLUDE zones/inc/hosts'; } > "$scratch/good"
{ zone 2026011502 'blog 5 A 192.0.2.81'; echo '$INCLUDE zones/inc/hosts'; } > "$scratch/bad"
{ zone 2026011502 'blog A 192.0.2.300'; echo '$INCLUDE zones/inc/hosts'; } > "$scratch/broken"
file=zones/example.com.zone
judge() {
	buffer=$1
	shift
	zonevet check --stdin-filename "$@" - < "$buffer"
}
# run() takes standard input away; the buffer comes by name.
run 0 'a good buffer' judge "$scratch/good" $file
says 'a good buffer' '1 zone changed (HEAD -> buffer)'
run 1 'a bad one' judge "$scratch/bad" $file -f gcc
says 'a bad one: where' 'zones/example.com.zone:11:10: error:'
run 1 'one that does not parse is a finding' judge "$scratch/broken" $file -f json
says 'one that does not parse' '"rule": "syntax-load"'
git show HEAD:$file > "$scratch/same"
run 0 'no change' judge "$scratch/same" $file
says 'no change' 'No zone changed'
run 1 'an absolute path' judge "$scratch/bad" "$PWD/$file"
from_zones() { (cd zones && judge "$@"); }
run 1 'from a sub-folder' from_zones "$scratch/bad" example.com.zone
run 1 'through ..' from_zones "$scratch/bad" ../zones/example.com.zone
run 0 'a file that is no zone' judge "$scratch/bad" notes.txt
run 1 'against an older commit, which lacks the included file' judge "$scratch/good" $file --base HEAD~1
zone 2026011501 | sed 's/example\.com/example.net/' > "$scratch/new"
run 0 'a file that is not there yet' judge "$scratch/new" zones/example.net.zone
says 'a file that is not there yet' 'zone-added'
run 2 'a folder that is not there' judge "$scratch/good" nowhere/x.zone
run 2 'outside' judge "$scratch/good" ../x.zone
says 'outside' 'lies outside of'
run 2 'no file' judge "$scratch/good" zones/
run 2 'no operand' zonevet check --stdin-filename $file
run 2 'beside a range' judge "$scratch/good" $file --range HEAD~1
ln -s example.com.zone zones/link
git add -A && git commit -qm link
run 1 'through a symbolic link' judge "$scratch/bad" zones/link
[ -z "$(git status --porcelain)" ] && ok 'nothing was written' || not_ok 'nothing was written'
mkdir "$scratch/plain" && cd "$scratch/plain"
git -C "$scratch/repo" show HEAD~2:$file > example.com.zone
zone 2026011502 'blog 5 A 192.0.2.81' > "$scratch/bad"
run 1 'outside a repository: the current folder is the base' judge "$scratch/bad" example.com.zone
finish
