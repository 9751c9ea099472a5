#!/bin/sh
# --base auto: each forge's variables, in real clones: what a job there would see.
. "$(dirname "$0")/lib.sh"
unset GITHUB_ACTIONS GITEA_ACTIONS FORGEJO_ACTIONS GITLAB_CI TF_BUILD BITBUCKET_BUILD_NUMBER BUILDKITE \
	JENKINS_URL PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF 2>/dev/null || true

# main: first, then a name more.  topic, from the first: a TTL of seconds.  merge: what a forge makes of both.
repository "$scratch/origin"
first=$(git rev-parse HEAD)
git checkout -q -b topic
zone 2026011503 'blog 5 A 192.0.2.81' > zones/example.com.zone
git commit -qam topic
topic=$(git rev-parse HEAD)
git checkout -q main
echo notes > notes.txt
mkdir -p more && zone 2026011501 > more/example.net.zone
sed -i 's/example\.com/example.net/' more/example.net.zone
git add -A && git commit -qm 'another zone'
tip=$(git rev-parse HEAD)
git checkout -q -b merged
git merge -q --no-edit topic
merged=$(git rev-parse HEAD)
zeros=0000000000000000000000000000000000000000

git clone -q "$scratch/origin" "$scratch/job"
cd "$scratch/job"
judge() { zonevet check --base auto -f gcc; }
# The change of topic alone: its TTL blocks, and the other zone of main is not in it.
topic_alone() {
	run 1 "$1" judge
	says "$1: the change" 'ttl-floor'
	says_not "$1: nothing else" 'example.net'
}

run 2 'no forge' judge
says 'no forge: what was looked for' 'GITLAB_CI'

event() { printf '%s\n' "$1" > "$scratch/event.json"; }
GITHUB_ACTIONS=true GITHUB_EVENT_PATH=$scratch/event.json GITHUB_EVENT_NAME=pull_request
export GITHUB_ACTIONS GITHUB_EVENT_PATH GITHUB_EVENT_NAME
event "{\"pull_request\": {\"base\": {\"sha\": \"$first\"}, \"head\": {\"sha\": \"$topic\"}}}"
git checkout -q "$merged"
topic_alone 'GitHub, the merge of a pull request, a stale base'
git checkout -q "$topic"
event "{\"pull_request\": {\"base\": {\"sha\": \"$tip\"}, \"head\": {\"sha\": \"$topic\"}}}"
topic_alone 'GitHub, the head of a pull request'
git checkout -q "$merged"
GITHUB_EVENT_NAME=merge_group
event "{\"merge_group\": {\"base_sha\": \"$tip\"}}"
topic_alone 'GitHub, a merge queue'
GITHUB_EVENT_NAME=push
event "{\"before\": \"$tip\", \"repository\": {\"default_branch\": \"main\"}}"
topic_alone 'GitHub, a push'
event "{\"before\": \"$zeros\", \"repository\": {\"default_branch\": \"main\"}}"
topic_alone 'GitHub, a new branch'
event "{\"before\": \"$zeros\", \"repository\": {\"default_branch\": \"main\"}}"
git checkout -q "$tip"
run 2 'GitHub, the first push of the default branch' judge
says 'GitHub, the first push of the default branch: why' 'the very commit that is checked out'
GITHUB_EVENT_NAME=pull_request_target
event "{\"pull_request\": {\"base\": {\"sha\": \"$tip\"}, \"head\": {\"sha\": \"$topic\"}}}"
run 2 'GitHub, pull_request_target with its own checkout' judge
says 'GitHub, pull_request_target: the cure' 'on `pull_request`'
git checkout -q "$merged"
GITHUB_EVENT_NAME=schedule
run 2 'GitHub, an event without a base' judge
says 'GitHub, an event without a base: the cure' '--range'
GITHUB_EVENT_NAME=push
event '{"before": "--upload-pack=touch x", "repository": {"default_branch": "x..y"}}'
run 2 'GitHub, a branch that is none' judge
event '{"before": '
run 2 'GitHub, an event that is no JSON' judge
GITHUB_EVENT_PATH=$scratch/nowhere
run 2 'GitHub, no event' judge
GITHUB_EVENT_PATH=$scratch/event.json
event "{\"before\": \"1111111111111111111111111111111111111111\"}"
run 2 'GitHub, a commit that was not fetched' judge
says 'GitHub, a commit that was not fetched: the cure' 'fetch-depth: 0'
event "{\"before\": \"$tip\"}"
GITEA_ACTIONS=true
export GITEA_ACTIONS
topic_alone 'Gitea, a push'
unset GITHUB_ACTIONS GITEA_ACTIONS
FORGEJO_ACTIONS=true
export FORGEJO_ACTIONS
topic_alone 'Forgejo, a push'
unset FORGEJO_ACTIONS

GITLAB_CI=true CI_MERGE_REQUEST_DIFF_BASE_SHA=$first CI_COMMIT_BEFORE_SHA=$zeros CI_DEFAULT_BRANCH=main
export GITLAB_CI CI_MERGE_REQUEST_DIFF_BASE_SHA CI_COMMIT_BEFORE_SHA CI_DEFAULT_BRANCH
git checkout -q "$topic"
topic_alone 'GitLab, a merge request'
git checkout -q "$merged"
CI_MERGE_REQUEST_TARGET_BRANCH_SHA=$tip
export CI_MERGE_REQUEST_TARGET_BRANCH_SHA
topic_alone 'GitLab, a merged result'
unset CI_MERGE_REQUEST_TARGET_BRANCH_SHA CI_MERGE_REQUEST_DIFF_BASE_SHA
topic_alone 'GitLab, a new branch'
CI_COMMIT_BEFORE_SHA=$tip
topic_alone 'GitLab, a push'
CI_COMMIT_BEFORE_SHA='HEAD; rm -rf /'
run 2 'GitLab, a value that is no id' judge
says 'GitLab, a value that is no id: which' 'CI_COMMIT_BEFORE_SHA'
CI_COMMIT_BEFORE_SHA=1111111111111111111111111111111111111111
run 2 'GitLab, a commit that was not fetched' judge
says 'GitLab, a commit that was not fetched: the cure' 'GIT_DEPTH'
unset GITLAB_CI CI_COMMIT_BEFORE_SHA CI_DEFAULT_BRANCH

JENKINS_URL=https://ci.example/ CHANGE_TARGET=main
export JENKINS_URL CHANGE_TARGET
topic_alone 'Jenkins, a change'
unset CHANGE_TARGET
GIT_PREVIOUS_SUCCESSFUL_COMMIT=$tip
export GIT_PREVIOUS_SUCCESSFUL_COMMIT
topic_alone 'Jenkins, a branch'
unset GIT_PREVIOUS_SUCCESSFUL_COMMIT
run 2 'Jenkins, a first build' judge
unset JENKINS_URL

BUILDKITE=true BUILDKITE_PULL_REQUEST_BASE_BRANCH=main BUILDKITE_BRANCH=topic BUILDKITE_PIPELINE_DEFAULT_BRANCH=main
export BUILDKITE BUILDKITE_PULL_REQUEST_BASE_BRANCH BUILDKITE_BRANCH BUILDKITE_PIPELINE_DEFAULT_BRANCH
topic_alone 'Buildkite, a pull request'
BUILDKITE_PULL_REQUEST_BASE_BRANCH=
topic_alone 'Buildkite, a branch'
BUILDKITE_BRANCH=main
run 2 'Buildkite, the default branch' judge
BUILDKITE_PULL_REQUEST_BASE_BRANCH='../../etc'
run 2 'Buildkite, a branch that is none' judge
BUILDKITE_PULL_REQUEST_BASE_BRANCH=gone
run 2 'Buildkite, a branch that was not fetched' judge
says 'Buildkite, a branch that was not fetched: the cure' 'git fetch origin'
unset BUILDKITE

TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main
export TF_BUILD SYSTEM_PULLREQUEST_TARGETBRANCH
topic_alone 'Azure, a pull request'
unset SYSTEM_PULLREQUEST_TARGETBRANCH
run 2 'Azure, a branch' judge
unset TF_BUILD

BITBUCKET_BUILD_NUMBER=7 BITBUCKET_PR_DESTINATION_COMMIT=$(git rev-parse --short=12 "$tip")
export BITBUCKET_BUILD_NUMBER BITBUCKET_PR_DESTINATION_COMMIT
topic_alone 'Bitbucket, a pull request'
git branch -q "$BITBUCKET_PR_DESTINATION_COMMIT" "$merged"
run 2 'Bitbucket, a branch called like the commit' judge
git branch -q -D "$BITBUCKET_PR_DESTINATION_COMMIT"
unset BITBUCKET_BUILD_NUMBER

PRE_COMMIT_FROM_REF=$tip PRE_COMMIT_TO_REF=$merged
export PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF
topic_alone 'the pre-commit framework, a push'
run 1 'its hook judges what is pushed' zonevet hook pre-commit -f gcc
says 'its hook judges what is pushed: the change' 'ttl-floor'
PRE_COMMIT_FROM_REF=$zeros
run 1 'a first push: all of it is new' judge
says 'a first push' 'zone-added'
unset PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF
PRE_COMMIT_REMOTE_NAME=origin PRE_COMMIT_LOCAL_BRANCH=refs/heads/merged
export PRE_COMMIT_REMOTE_NAME PRE_COMMIT_LOCAL_BRANCH
run 1 'a push of the whole tree' zonevet hook pre-commit -f gcc
says 'a push of the whole tree: all of it is new' 'zone-added'
unset PRE_COMMIT_REMOTE_NAME PRE_COMMIT_LOCAL_BRANCH

git tag origin/main "$topic"
JENKINS_URL=https://ci.example/ CHANGE_TARGET=main
export JENKINS_URL CHANGE_TARGET
topic_alone 'a tag called like the branch of origin'
CHANGE_TARGET=$(printf 'x\n::error::y\033[2J')
run 2 'a branch name that speaks to the log' judge
says_not 'a branch name that speaks to the log: it does not' "$(printf '\033')"
run 0 'a branch name that speaks to the log: no command' sh -c '! grep -q "^::" "$0"' "$scratch/out"
unset JENKINS_URL CHANGE_TARGET
git tag -d origin/main > "$scratch/out"

git clone -q --depth 1 --branch merged "file://$scratch/origin" "$scratch/shallow"
cd "$scratch/shallow"
GITLAB_CI=true CI_COMMIT_BEFORE_SHA=$tip
export GITLAB_CI CI_COMMIT_BEFORE_SHA
run 2 'a shallow clone' judge
says 'a shallow clone: the cure' 'GIT_DEPTH'
run 2 'beside --range' zonevet check --base auto --range HEAD~1
finish
