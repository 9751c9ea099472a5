#!/bin/sh
# The main job on a small repository: a harmless change passes, a dangerous one is stopped.
#   examples/demo.sh ZONEVET
set -eu
zonevet=$1
case $zonevet in /*) ;; *) zonevet=$PWD/$zonevet ;; esac
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
PATH=$(dirname "$zonevet"):$PATH
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
GIT_AUTHOR_NAME=ops GIT_AUTHOR_EMAIL=ops@dns.example
GIT_COMMITTER_NAME=ops GIT_COMMITTER_EMAIL=ops@dns.example
export PATH GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
export GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE 2>/dev/null || true

tell() { printf '\n\033[1m$ %s\033[m\n' "$*"; }

cp -R "$here/repository/." "$scratch"
cd "$scratch"
git init -q -b main .
git add -A
git commit -q -m 'the zones as they are'
tell zonevet hook install
zonevet hook install

cp "$here/changes/harmless.zone" zones/example.com.zone
tell "git commit -am 'a blog'        # one name more"
git commit -q -am 'a blog' && echo 'committed'

git checkout -q HEAD~1 -- zones
git commit -q --no-verify -m 'back to the start'
cp "$here/changes/dangerous.zone" zones/example.com.zone
tell "git commit -am 'tidy up'       # www, some glue and a final dot are gone, a TTL is cut"
if git commit -q -am 'tidy up'; then
	echo 'the dangerous change was committed: the demo failed' >&2
	exit 1
fi
printf '\nThe commit was stopped. Nothing was published.\n'
