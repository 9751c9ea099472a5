#!/bin/sh
# The pre-commit framework, driven for real, with the hook file of this repository.
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v pre-commit > /dev/null; then
	ok 'skipped: pre-commit is not installed'
	finish
	exit
fi

git init -q -b main "$scratch/hooks"
cp "$top/.pre-commit-hooks.yaml" "$scratch/hooks"
(cd "$scratch/hooks" && git add -A && git commit -qm hooks && git tag v1)
repository
printf 'repos:\n- repo: %s\n  rev: v1\n  hooks:\n  - id: zonevet\n' "$scratch/hooks" > .pre-commit-config.yaml
git add -A && git commit -qm config
run 0 'the framework installs' pre-commit install
zone 2026011502 'b A 192.0.2.1' > zones/example.com.zone
run 0 'a harmless commit' git commit -qam good
says 'a harmless commit' 'Passed'
zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
run 1 'a bad commit' git commit -qam bad
says 'a bad commit' 'ttl-floor'
git add -A
zone 2026011503 'c A 192.0.2.2' > zones/example.com.zone
run 1 'what is staged counts, not the work tree' git commit -qm bad
says 'what is staged counts' 'ttl-floor'
git reset -q --hard
git rm -q zones/example.com.zone
run 1 'a deleted zone is not skipped' git commit -qm gone
says 'a deleted zone is not skipped' 'zone-deleted'
git reset -q --hard
echo text > README && git add README
run 0 'a commit without zones' git commit -qm text
run 0 'pre-commit run --all-files' pre-commit run --all-files

# the push stage: what is pushed is judged, be it the first push of all or a later one
run 0 'the framework installs its push stage' pre-commit install -t pre-push
git init -q --bare "$scratch/remote"
git remote add origin "$scratch/remote"
run 0 'a first push' git push -q origin main
zone 2026011505 'd 20 A 192.0.2.3' > zones/example.com.zone
git commit -qam bad --no-verify
zone 2026011506 'e A 192.0.2.4' > zones/example.com.zone
git add -A
run 1 'a push of a commit that no hook saw' git push -q origin main
says 'a push of a commit that no hook saw' 'ttl-floor'
run 0 'nothing was pushed' sh -c '[ "$(git rev-parse origin/main)" = "$(git rev-parse HEAD~1)" ]'
git commit -qam good --no-verify
run 0 'a push of its repair' git push -q origin main
git init -q --bare "$scratch/other"
git remote add other "$scratch/other"
zone 2026011507 'f 20 A 192.0.2.5' > zones/example.com.zone
git commit -qam bad --no-verify
run 1 'a first push to another remote: the whole tree' git push -q other main
says 'the whole tree' 'ttl-floor'
finish
