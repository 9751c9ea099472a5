#!/bin/sh
# What is staged against HEAD, with real git: every way in which an index comes to be.
. "$(dirname "$0")/lib.sh"

policy() { printf '[policy]\nextends = baseline\n[zones]\nfiles = zones/**\norigin = ^zones/(?<origin>[^/]+)\\.zone$\n%s\n' "$*"; }

repository
run 0 'nothing staged' zonevet check
says 'nothing staged' 'No zone changed'

zone 2026011502 'blog A 192.0.2.81' > zones/example.com.zone
run 0 'a change of the work tree alone is not judged' zonevet check
says 'a change of the work tree alone' 'No zone changed'
git add zones
run 0 'a harmless change' zonevet check
says 'a harmless change is shown' 'blog.example.com.'
zone 2026011502 'www 20 A 192.0.2.80' > zones/example.com.zone
git add zones
run 1 'a bad change' zonevet check
mkdir sub && cd sub
run 1 'from a sub-folder' zonevet check
cd ..

zone 2026011502 'blog A 192.0.2.81' > zones/example.com.zone
git add zones
zone 2026011502 'www 20 A 192.0.2.80' > zones/example.com.zone
run 0 'the staged version counts, not the work tree' zonevet check
git reset -q --hard

git rm -q zones/example.com.zone
run 1 'a deleted zone' zonevet check
says 'a deleted zone' 'zone-deleted'
git reset -q --hard
git mv zones/example.com.zone zones/moved.zone
run 0 'a renamed file of the same zone' zonevet check
says_not 'a renamed file of the same zone' 'zone-deleted'
git reset -q --hard

zone 1 > zones/example.net.zone
git add -N zones/example.net.zone
run 0 'intent to add is nothing yet' zonevet check
says 'intent to add' 'No zone changed'
git reset -q --hard && rm -f zones/example.net.zone

# the first commit, a linked worktree, conflicts
git init -q -b main "$scratch/fresh"
(cd "$scratch/fresh" && mkdir zones && zone 2026011501 > zones/example.com.zone && git add -A)
cd "$scratch/fresh"
run 0 'the first commit' zonevet check
says 'the first commit' 'zone-added'
cd "$scratch/repo"
git worktree add -q "$scratch/tree" -b side
cd "$scratch/tree"
zone 2026011502 'www 20 A 192.0.2.80' > zones/example.com.zone
git add -A
run 1 'a linked worktree has its own index' zonevet check
git commit -q -m side
cd "$scratch/repo"
run 0 'the main work tree does not see it' zonevet check
zone 2026011503 'mx2 A 192.0.2.26' > zones/example.com.zone
git commit -qam ours
git merge -q side > /dev/null 2>&1 || true
run 2 'a merge with conflicts cannot be judged' zonevet check
says 'a merge with conflicts' 'zones/example.com.zone'
zone 2026011504 'mx2 A 192.0.2.26' > zones/example.com.zone
git add -A
run 0 'a resolved merge' zonevet check
git commit -q -m merged

# hooks see the index that git made for this commit
zonevet hook install > /dev/null
zone 2026011505 'mx3 A 192.0.2.27' > zones/example.com.zone
run 0 'commit -a, harmless' git commit -qam 'mx3'
zone 2026011506 'www 20 A 192.0.2.80' > zones/example.com.zone
run 1 'commit -a, bad' git commit -qam 'bad'
git reset -q --hard
zone 1 > zones/example.org.zone
sed -i.bak 's/example.com/example.org/' zones/example.org.zone && rm zones/example.org.zone.bak
git add zones/example.org.zone
zone 2026011506 'www 20 A 192.0.2.80' > zones/example.com.zone
run 0 'commit PATH judges that path alone' git commit -q zones/example.org.zone -m 'org'
run 1 'commit PATH, bad' git commit -q zones/example.com.zone -m 'com'
git add zones/example.com.zone
zone 2 'm A 192.0.2.3' | sed 's/example.com/example.org/' > zones/example.org.zone
run 0 'commit PATH leaves out what else is staged' git commit -q zones/example.org.zone -m 'org'
says_not 'commit PATH leaves out what else' 'ttl-floor'
run 1 'which is judged when it is committed' git commit -q -m 'com'
git reset -q --hard
zone 3 'm A 192.0.2.4' | sed 's/example.com/example.org/' > zones/example.org.zone
run 0 'commit PATH in a sub-folder' sh -c 'cd zones && git commit -q example.org.zone -m org'
says 'commit PATH in a sub-folder' 'm.example.org.'
git worktree add -q "$scratch/linked" -b linked
cd "$scratch/linked"
zone 2026011506 'www 20 A 192.0.2.80' > zones/example.com.zone
run 1 'commit -a in a linked worktree' git commit -qam 'bad'
says 'commit -a in a linked worktree' 'ttl-floor'
cd "$scratch/repo"

# includes and links stay on their side and inside
printf '$INCLUDE hosts.inc\n' >> zones/example.com.zone
printf 'inc A 192.0.2.90\n' > zones/hosts.inc
sed -i.bak 's/2026011505/2026011507/' zones/example.com.zone && rm zones/*.bak
git add -A && git commit -q --no-verify -m include
printf 'inc A 192.0.2.91\n' > zones/hosts.inc
git add -A
run 1 'a changed include makes its zone a changed one' zonevet check
says 'a changed include' 'inc.example.com.'
git reset -q --hard
printf '$INCLUDE ../../outside\n' >> zones/example.com.zone
git add -A
run 1 'an include that leaves the repository' zonevet check
says 'an include that leaves' 'syntax-include-escape'
git reset -q --hard
ln -s ../real.txt zones/link.example.zone
zone 1 | sed 's/example.com/link.example/' > real.txt
git add -A && git commit -q --no-verify -m link
zone 2 'x 5 A 192.0.2.1' | sed 's/example.com/link.example/' > real.txt
git add -A
run 1 'a link changes with its target' zonevet check
says 'a link changes with its target' 'link.example.'
git reset -q --hard
mv zones/link.example.zone zones/zz.link && ln -s zz.link zones/link.example.zone
git add -A && git commit -q --no-verify -m 'link to a link'
zone 2 'x 5 A 192.0.2.1' | sed 's/example.com/link.example/' > real.txt
git add -A
run 1 'a link to a link changes with its target' zonevet check
says 'a link to a link' 'x.link.example.'
git reset -q --hard
for file in link.example.zone new.example.zone; do
	for target in ../../../etc/hosts /etc/hosts $file; do
		ln -sf "$target" "zones/$file"
		git add -A
		run 2 "$file, a link to $target" zonevet check
		says "$file, a link to $target" "zones/$file: "
		git reset -q --hard
	done
done
ln -sf nothing zones/link.example.zone
git add -A
run 1 'a zone becomes a link to nothing' zonevet check
says 'a zone becomes a link to nothing' 'zone-deleted'
git reset -q --hard
ln -sf nothing zones/new.example.zone
git add -A
run 2 'a new link to nothing' zonevet check
says 'a new link to nothing' 'leads to nothing'
git reset -q --hard

# what cannot be judged is said with its cure
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' > zones/example.com.zone
git add -A
run 2 'an LFS pointer' zonevet check
says 'an LFS pointer' 'git lfs pull'
git reset -q --hard
printf '$TTL 5\n@ SOA a b 1 2 3 4 5\n' > zones/corp.zone
git add -A
run 2 'a file that nobody can name' zonevet check
says 'a file that nobody can name' 'map = zones/corp.zone'
# a name of which a terminal or a runner would obey parts
git reset -q
mv zones/corp.zone "$(printf 'zones/a\n::error::owned\033[2J##[command]x.zone')"
git add -A
run 2 'a hostile name of a file' zonevet check
says 'a hostile name' 'owned\027[2J'
if grep -q "$(printf '\033')\|^::\|##" "$scratch/out"; then not_ok 'nothing of it is obeyed'; else
	ok 'nothing of it is obeyed'
fi
git reset -q --hard && git clean -qfd
printf '[zones]\nfiles = nowhere/*\n' > zonevet.ini
git add -A
run 2 'a pattern that matches nothing' zonevet check
says 'a pattern that matches nothing' 'match nothing'
git reset -q --hard && rm -f zonevet.ini
cp zones/example.com.zone zones/copy.zone
git add -A
run 2 'one zone in two files' zonevet check
says 'one zone in two files' 'both the zone example.com.'
git reset -q --hard && rm -f zones/copy.zone

# the base's policy judges
policy > zonevet.ini
git rm -q zones/link.example.zone zones/zz.link real.txt zones/hosts.inc
zone 2026011508 > zones/example.com.zone
git add -A && git commit -q --no-verify -m policy
policy '[rule ttl-drop]
severity = off' > zonevet.ini
zone 2026011509 'api 20 A 192.0.2.1' > zones/example.com.zone
git add -A
run 1 'a change cannot loosen its own judge' zonevet check
says 'a change cannot loosen its own judge' 'ownership-policy-self'
git reset -q --hard
policy '[rule ttl-drpo]' > zonevet.ini
git add -A && git commit -q --no-verify -m typo
run 2 'a policy with a typo' zonevet check
says 'a policy with a typo' "did you mean 'ttl-drop'"
policy '[waiver "api"]
rule = ttl-floor
owners = api.example.com.
expires = 2026-01-20
ticket = OPS-1' > zonevet.ini
git add -A && git commit -q --no-verify -m waiver
zone 2026011509 'api 20 A 192.0.2.1' > zones/example.com.zone
git add -A
run 0 'a waiver of the base lowers to a warning' zonevet check --now 2026-01-15T12:00Z
says 'a waiver of the base' 'api'
run 1 'and ends when it expires' zonevet check --now 2026-01-21T00:00Z
finish
