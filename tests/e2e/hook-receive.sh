#!/bin/sh
# A push to a bare repository is judged before a ref moves.
. "$(dirname "$0")/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)

# commit SERIAL [RECORD...]
commit() {
	zone "$@" > zones/example.com.zone
	git commit -q --no-verify -am "$1"
}

# server_at WHAT REF: where the ref of the server stands
server_at() {
	at=$(git --git-dir "$server" rev-parse -q --verify "$2" || true)
	if [ "$at" = "$3" ]; then ok "$1"; else not_ok "$1: $2 is ${at:-nothing}"; fi
}

# server NAME: an empty bare repository that judges
server() {
	server=$scratch/$1.git
	git init -q --bare -b main "$server"
	cp "$top/hooks/pre-receive" "$server/hooks/pre-receive"
	git remote add "$1" "$server"
}

repository
server first
run 0 'the first push makes main' git push -q first main
says 'the first push makes main' 'zone-added'
commit 2026011502 'b A 192.0.2.1'
good=$(git rev-parse HEAD)
run 0 'a good push' git push -q first main
says 'a good push' 'zonevet judges refs/heads/main'
commit 2026011503 'b A 192.0.2.1' 'www 20 A 192.0.2.81' 'www TXT "one two three four five six seven eight nine ten eleven"'
run 1 'a bad push is refused' git push -q first main
says 'a bad push is refused' 'ttl-floor'
cp "$scratch/out" "$scratch/said"
server_at 'a refused push moves nothing' main "$good"
sed -n 's/^remote: //p' "$scratch/said" | sed 's/ *$//' > "$scratch/out"
if awk 'length($0) > 72 { bad = 1 } END { exit bad || NR < 5 }' "$scratch/out"; then
	ok 'lines are at most 72 columns'
else
	not_ok 'lines are at most 72 columns'
fi

# which refs are judged
run 0 'a branch that is not published' git push -q first main:refs/heads/topic
says_not 'a branch that is not published' 'zonevet judges'
run 0 'a tag' git push -q first main:refs/tags/t1
run 1 'one bad ref stops the whole push' git push -q first main main:refs/heads/other
server_at 'one bad ref stops the other' other ''
ZONEVET_REFS='refs/heads/live refs/heads/next' run 1 'a list of refs' git push -q first main:refs/heads/next
says 'a list of refs' 'zonevet judges refs/heads/next'
ZONEVET_REFS=refs/heads/live run 0 'a list without main' git push -q first main:refs/heads/master
run 0 'a branch that is not published may go' git push -q first :topic
run 1 'main may not go' git push -q first :main
says 'main may not go' 'may not be deleted'
server_at 'main is there' main "$good"

# force, creation, policy
git checkout -q -b rewritten main~2
commit 2026011509 'b A 192.0.2.1' 'c A 192.0.2.2'
run 0 'a push that rewrites is judged against what was there' git push -q -f first rewritten:main
says 'a push that rewrites' 'c.example.com.'
git checkout -q main
git reset -q --hard "$good"
commit 2026011503 'www 20 A 192.0.2.80'
server second
run 1 'a main that is made is judged' git push -q second main
says 'a main that is made' 'ttl-floor'
server third
git reset -q --hard "$good" && printf '[policy]\nextends = baseline\n' > zonevet.ini
git add -A && git commit -q -m policy
good=$(git rev-parse HEAD)
git push -q third main 2> /dev/null
commit 2026011503 'api 20 A 192.0.2.80'
printf '[policy]\nextends = baseline\n[rule ttl-floor]\nseverity = off\n' > zonevet.ini
git add -A && git commit -q -m loose
run 1 'the policy of the old tip judges' git push -q third main
says 'the policy of the old tip judges' 'ttl-floor'
says 'the policy of the old tip guards itself' 'ownership-policy-self'
git checkout -q -b typo "$good" && printf '[polcy]\n' > zonevet.ini
git add -A && git commit -q -m typo
run 1 'a policy that cannot be read' git push -q third typo:main
says 'a policy that cannot be read' 'polcy'
run 1 'without zonevet the push is refused' env PATH=/usr/bin:/bin sh "$server/hooks/pre-receive"
says 'without zonevet the push is refused' 'zonevet is not installed'
run 2 'what is no line of pre-receive' sh -c 'echo one | zonevet hook pre-receive'
finish
