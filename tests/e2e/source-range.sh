#!/bin/sh
# Commits, trees and folders, and repositories that cannot be read.
. "$(dirname "$0")/lib.sh"

# libgit2 1.5 leaks in git_config_foreach_match() when a repository has extensions; only whole
# stacks show that it is there.
echo 'leak:git_config_foreach_match' > "$scratch/lsan"
ASAN_OPTIONS=fast_unwind_on_malloc=0
LSAN_OPTIONS=suppressions=$scratch/lsan:print_suppressions=0
export ASAN_OPTIONS LSAN_OPTIONS

repository
zone 2026011502 'blog A 192.0.2.81' > zones/example.com.zone
git commit -qam good
zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
git commit -qam bad
run 0 'A..B' zonevet check --range HEAD~2..HEAD~1
run 1 'A..B, bad' zonevet check --range HEAD~1..HEAD
run 1 'A alone means A..HEAD' zonevet check --range HEAD~1
git tag -a -m t v1 HEAD~1
run 1 'an annotated tag' zonevet check --range v1..HEAD
git checkout -q -b topic HEAD~2
zone 2026011502 'x A 192.0.2.82' > zones/example.com.zone
git commit -qam topic
run 0 'A...B starts at the merge base' zonevet check --range main...topic
run 1 'A..B compares the tips' zonevet check --range main..topic
zeros=0000000000000000000000000000000000000000
run 0 'an id of zeros is an empty tree' zonevet check --range $zeros..main~2
says 'an id of zeros' 'zone-added'
run 0 'a tree against its base' zonevet check --tree "$(git rev-parse 'topic^{tree}')" --base main~2
run 2 'a revision that does not exist' zonevet check --range nowhere..HEAD
git checkout -q main

git update-index --split-index
run 2 'a split index' zonevet check
says 'a split index' 'git write-tree'
run 0 'its tree' zonevet check --tree "$(git write-tree)"
git update-index --no-split-index
long=$(printf '%0600d' 1)
run 2 'a range without end' zonevet check --range "x$long..HEAD"
run 2 'an empty side is HEAD, a wrong one is not' zonevet check --range ..nowhere
run 0 'a commit against itself' zonevet check --range ..
says 'a commit against itself' 'No zone changed'

# indexes and objects that only git reads, or nobody
git clone -q . "$scratch/sparse"
cd "$scratch/sparse"
mkdir other && echo x > other/x && git add -A && git commit -qm other
git sparse-checkout set --cone --sparse-index zones
if git ls-files --sparse | grep -q '^other/$'; then
	run 2 'a sparse index' zonevet check
	says 'a sparse index' 'git write-tree'
	run 0 'its tree' zonevet check --tree "$(git write-tree)"
fi
cd "$scratch/repo"
git clone -q --no-local . "$scratch/broken"
cd "$scratch/broken"
blob=$(git rev-parse HEAD:zones/example.com.zone)
mv .git/objects/pack/*.pack "$scratch/pack" && rm -f .git/objects/pack/*
git unpack-objects -q < "$scratch/pack"
rm -f ".git/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)"
run 2 'a missing object' zonevet check --range HEAD~1..HEAD
says 'a missing object' 'zones/example.com.zone'
cd "$scratch/repo"
git config uploadpack.allowFilter true
git clone -q --no-checkout --filter=blob:none "file://$scratch/repo" "$scratch/partial"
cd "$scratch/partial"
run 2 'a partial clone' zonevet check --range HEAD~1..HEAD
says 'a partial clone' 'git fetch --refetch --no-filter'
git init -q "$scratch/reftable"
cd "$scratch/reftable"
git config core.repositoryformatversion 1
git config extensions.refstorage reftable
run 2 'a reftable repository' zonevet check
says 'a reftable repository' 'zonevet check "$old" "$new"'
cd "$scratch/repo"

git clone -q --depth 1 "file://$scratch/repo" "$scratch/shallow"
cd "$scratch/shallow"
run 2 'a shallow clone without the base' zonevet check --range HEAD~1..HEAD
says 'a shallow clone' 'git fetch --unshallow'
git clone -q --bare "$scratch/repo" "$scratch/bare"
cd "$scratch/bare"
run 2 'a bare repository has no index' zonevet check
says 'a bare repository' '--range OLD..NEW'
run 1 'but ranges' zonevet check --range main~1..main
git init -q --object-format=sha256 "$scratch/sha256"
cd "$scratch/sha256"
run 2 'a SHA-256 repository' zonevet check
says 'a SHA-256 repository' 'zonevet check "$old" "$new"'
mkdir "$scratch/none" && cd "$scratch/none"
run 2 'no repository' zonevet check
says 'no repository' 'give two files or two folders'

mkdir -p old new
zone 2026011501 > old/example.com.zone
zone 2026011502 'b A 192.0.2.1' > new/example.com.zone
run 0 'two folders' zonevet check old new
says 'two folders' 'b.example.com.'
run 0 'two files' zonevet check old/example.com.zone new/example.com.zone
run 0 'a new zone' zonevet check /dev/null new/example.com.zone
run 1 'a zone that goes' zonevet check old/example.com.zone /dev/null
run 2 'a file and a folder' zonevet check old/example.com.zone new
GIT_WORK_TREE=. run 1 'GIT_WORK_TREE is no hindrance' git --git-dir "$scratch/repo/.git" \
	--work-tree "$scratch/repo" -c alias.v='!zonevet check --range main~1..main' v
finish
