#!/bin/sh
# Installing hooks politely, judging a push, and the pre-commit framework.
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)

repository
run 0 'status: nothing' zonevet hook status
says 'status: nothing' 'not installed'
run 0 'a dry run' zonevet hook install --dry-run
run 0 'a dry run writes nothing' test ! -e .git/hooks/pre-commit
run 0 'install' zonevet hook install
run 0 'install again' zonevet hook install
run 0 'status: installed' zonevet hook status
says 'status: installed' ': installed'
run 0 'uninstall' zonevet hook uninstall
run 0 'uninstalled' test ! -e .git/hooks/pre-commit

printf '#!/bin/sh\necho first ran\n' > .git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
run 2 'a foreign hook stays' zonevet hook install
says 'a foreign hook stays' '--chain'
run 0 'chain' zonevet hook install --chain
zone 2026011502 'b A 192.0.2.1' > zones/example.com.zone
run 0 'the other hook runs first' git commit -qam b
says 'the other hook runs first' 'first ran'
run 0 'uninstall puts it back' zonevet hook uninstall
run 0 'it is back' grep -q 'first ran' .git/hooks/pre-commit
run 0 'force keeps a copy' zonevet hook install --force
run 0 'the copy' sh -c 'grep -ql "first ran" .git/hooks/pre-commit.*'
git config core.hooksPath .husky
run 2 'core.hooksPath belongs to another tool' zonevet hook install
git config --unset core.hooksPath
run 1 'without zonevet on the path the hook stops the commit' env PATH=/usr/bin:/bin \
	sh .git/hooks/pre-commit
zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
git update-index --split-index
git add -A
run 1 'an index that only git reads is judged by its tree' git commit -qm split
says 'an index that only git reads' 'ttl-floor'
git update-index --no-split-index
git reset -q --hard

# a push to a bare repository
git clone -q --bare . "$scratch/server.git" 2>/dev/null
cp "$top/hooks/pre-receive" "$scratch/server.git/hooks/pre-receive"
git remote add server "$scratch/server.git"
zone 2026011503 'c A 192.0.2.1' > zones/example.com.zone
git commit -q --no-verify -am good
run 0 'a good push' git push -q server main
zone 2026011504 'www 20 A 192.0.2.80' > zones/example.com.zone
git commit -q --no-verify -am bad
run 1 'a bad push is refused' git push -q server main
says 'a bad push' 'ttl-floor'
sed 's/ *$//' "$scratch/out" | awk 'length($0) > 80 { bad = 1 } END { exit bad }' && ok 'lines are short' || not_ok 'lines are short'
run 0 'another branch is not judged' git push -q server main:refs/heads/topic
run 1 'a published branch is not deleted' git push -q server :main
run 0 'another one is' git push -q server :topic
ZONEVET_REFS=refs/heads/live run 1 'a new published ref is judged' git push -q server main:refs/heads/live

# the pre-commit framework
if command -v pre-commit > /dev/null; then
	git init -q -b main "$scratch/hooks"
	cp "$top/.pre-commit-hooks.yaml" "$scratch/hooks"
	(cd "$scratch/hooks" && git add -A && git commit -qm hooks && git tag v1)
	repository "$scratch/framework"
	printf 'repos:\n- repo: %s\n  rev: v1\n  hooks:\n  - id: zonevet\n' "$scratch/hooks" > .pre-commit-config.yaml
	git add -A && git commit -qm config
	run 0 'the framework installs' pre-commit install
	zone 2026011502 'b A 192.0.2.1' > zones/example.com.zone
	run 0 'a harmless commit' git commit -qam good
	zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
	run 1 'a bad commit' git commit -qam bad
	git reset -q --hard
	git rm -q zones/example.com.zone
	run 1 'a deleted zone is not skipped' git commit -qm gone
	says 'a deleted zone' 'zone-deleted'
fi
finish
