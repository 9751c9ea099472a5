#!/bin/sh
# Installing politely: what is there stays there unless the user says otherwise.
. "$(dirname "$0")/lib.sh"
hook=.git/hooks/pre-commit

# foreign TEXT: somebody else's hook
foreign() {
	printf '#!/bin/sh\n%s\n' "$1" > $hook
	chmod +x $hook
}

repository
run 0 'status: nothing' zonevet hook status
says 'status: nothing' 'not installed'
run 0 'nothing to uninstall' zonevet hook uninstall
says 'nothing to uninstall' 'no hook of zonevet'
run 0 'a dry run' zonevet hook install --dry-run
says 'a dry run' 'would write'
run 1 'a dry run writes nothing' test -e $hook
run 0 'install' zonevet hook install
run 0 'the hook can be run' test -x $hook
cp $hook "$scratch/first"
run 0 'install again' zonevet hook install
run 0 'install again changes nothing' cmp $hook "$scratch/first"
run 0 'status: installed' zonevet hook status
says 'status: installed' ': installed'
run 1 'without zonevet on the path the commit stops' env PATH=/usr/bin:/bin sh $hook
says 'without zonevet on the path' 'not installed'
run 0 'a dry run of uninstall' zonevet hook uninstall --dry-run
run 0 'a dry run removes nothing' test -e $hook
mkdir deep && cd deep
run 0 'status in a sub-folder' zonevet hook status
says 'status in a sub-folder' ': installed'
run 0 'uninstall in a sub-folder' zonevet hook uninstall
cd ..
run 1 'uninstalled' test -e $hook
rm -rf .git/hooks
run 0 'a repository without a folder of hooks' zonevet hook install
run 0 'the folder is made' test -x $hook
run 0 'and emptied' zonevet hook uninstall

# another hook is there
foreign 'echo first ran'
cp $hook "$scratch/foreign"
run 0 'status: another hook' zonevet hook status
says 'status: another hook' 'another hook is there'
run 2 'another hook is refused' zonevet hook install
says 'another hook is refused: one way' '--chain'
says 'another hook is refused: another' '--force'
says 'another hook is refused: by hand' 'zonevet hook pre-commit || exit $?'
run 0 'another hook is not touched' cmp $hook "$scratch/foreign"
run 0 'another hook is not uninstalled' zonevet hook uninstall
run 0 'another hook stays' cmp $hook "$scratch/foreign"
run 0 'a dry run of --chain' zonevet hook install --chain --dry-run
says 'a dry run of --chain' 'would move'
run 0 'a dry run of --chain moves nothing' cmp $hook "$scratch/foreign"

run 0 '--chain' zonevet hook install --chain
run 0 '--chain keeps it' cmp $hook.legacy "$scratch/foreign"
run 0 'status: chained' zonevet hook status
says 'status: chained' 'runs first'
run 0 '--chain again' zonevet hook install --chain
run 0 '--chain again keeps it' cmp $hook.legacy "$scratch/foreign"
zone 2026011502 'b A 192.0.2.1' > zones/example.com.zone
run 0 'both hooks agree' git commit -qam b
says 'the other hook runs first' 'first ran'
zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
run 1 'the other agrees, zonevet does not' git commit -qam c
says 'the other agrees, zonevet does not' 'ttl-floor'
printf '#!/bin/sh\necho not today\nexit 1\n' > $hook.legacy
run 1 'the other hook stops the commit' git commit -qam c
says 'the other hook stops the commit' 'not today'
says_not 'zonevet is not asked then' 'ttl-floor'
cp "$scratch/foreign" $hook.legacy
run 0 'uninstall puts the other one back' zonevet hook uninstall
run 0 'it is back' cmp $hook "$scratch/foreign"
run 1 'and in one place' test -e $hook.legacy

run 0 '--force' zonevet hook install --force
run 0 '--force keeps a copy' sh -c "cmp $hook.[0-9]* '$scratch/foreign'"
run 0 'status: forced' zonevet hook status
says_not 'status: forced' 'runs first'
run 1 'the hook judges' git commit -qam c
says_not 'the copy does not run' 'first ran'
run 0 'uninstall' zonevet hook uninstall
rm -f $hook.[0-9]*
foreign 'echo first ran'
echo kept > $hook.legacy
run 2 '--chain does not write over an older hook' zonevet hook install --chain
run 0 'the older one stays' grep -q kept $hook.legacy
rm -f $hook $hook.legacy

# hooks that are not where git keeps them by itself
git config core.hooksPath .husky
run 2 'core.hooksPath belongs to another tool' zonevet hook install
says 'core.hooksPath is told' '.husky'
says 'core.hooksPath: the line to add' 'zonevet hook pre-commit || exit $?'
run 1 'nothing is written there' test -e .husky
git config --unset core.hooksPath
git worktree add -q "$scratch/linked" -b linked
cd "$scratch/linked"
run 0 'install in a linked worktree' zonevet hook install
run 0 'all worktrees share it' test -x "$scratch/repo/$hook"
zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
run 1 'it judges there' git commit -qam bad
says 'it judges there' 'ttl-floor'
cd "$scratch/repo"
git reset -q --hard

# an index that only git reads is judged by the tree that git writes from it
zone 2026011503 'www 20 A 192.0.2.80' > zones/example.com.zone
git update-index --split-index
git add -A
run 1 'a split index' git commit -qm split
says 'a split index' 'ttl-floor'
mkdir "$scratch/none" && cd "$scratch/none"
for what in install uninstall status; do
	run 2 "$what without a repository" zonevet hook $what
	says "$what without a repository" 'no git repository'
done
finish
