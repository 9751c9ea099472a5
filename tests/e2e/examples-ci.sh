#!/bin/sh
# The examples for forges: what lints them, and each of their commands run in a clone, with the
# variables that its forge sets.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
ci=$here/../../examples/ci
python=python3
python3 -c 'import yaml' 2>/dev/null || python=/usr/bin/python3         # Debian's, which pre-commit needs
unset GITHUB_ACTIONS GITEA_ACTIONS FORGEJO_ACTIONS GITLAB_CI TF_BUILD BITBUCKET_BUILD_NUMBER BUILDKITE \
	JENKINS_URL PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF 2>/dev/null || true

run 0 'pins, rights, scripts' $python "$here/examples-ci.py" lint "$ci"

repository "$scratch/origin"
first=$(git rev-parse HEAD)
git checkout -q -b topic
zone 2026011503 'blog 5 A 192.0.2.81' > zones/example.com.zone
git commit -qam topic
topic=$(git rev-parse HEAD)
git clone -q "$scratch/origin" "$scratch/job"
cd "$scratch/job"
git checkout -q "$topic"
mkdir "$scratch/bin"
printf '#!/bin/sh\ncat > annotation\necho "$*" >> annotation\n' > "$scratch/bin/buildkite-agent"
chmod +x "$scratch/bin/buildkite-agent"
PATH=$scratch/bin:$PATH

# example CODE NAME VARIABLE=VALUE...: its script, as its forge would run it
example() {
	want=$1 name=$2
	shift 2
	$python "$here/examples-ci.py" script "$ci" "$name" > "$scratch/script"
	run "$want" "$name" env "$@" bash -e "$scratch/script"
}
has() {
	if grep -q "$3" "$2" 2>/dev/null; then ok "$1: $2"; else not_ok "$1: $2 does not hold $3"; fi
	rm -f "$2"
}

echo "{\"pull_request\": {\"base\": {\"sha\": \"$first\"}, \"head\": {\"sha\": \"$topic\"}}}" > "$scratch/event.json"
github="GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=$scratch/event.json"
# shellcheck disable=SC2086 # a list of words
example 1 github $github GITHUB_STEP_SUMMARY="$scratch/summary" SARIF=zonevet.sarif ARGUMENTS=
says 'github: annotations' '::error'
has github zonevet.sarif '"ttl-floor"'
has github "$scratch/summary" 'ttl-floor'
mkdir parts
for i in 1 2; do
	# shellcheck disable=SC2086 # a list of words
	env $github GITHUB_STEP_SUMMARY="$scratch/part" SARIF=part.sarif ARGUMENTS="--shard $i/2 -o json=parts/part-$i.json" \
		bash -c "$($python "$here/examples-ci.py" script "$ci" github)" > "$scratch/out" 2>&1 || true
done
# shellcheck disable=SC2086 # a list of words
example 1 merge $github GITHUB_STEP_SUMMARY="$scratch/summary"
says 'github: merged annotations' '::error'
has merge "$scratch/summary" 'ttl-floor'

gitlab="GITLAB_CI=true CI_MERGE_REQUEST_DIFF_BASE_SHA=$first CI_PIPELINE_SOURCE=merge_request_event"
# shellcheck disable=SC2086 # a list of words
example 1 gitlab $gitlab
has gitlab gl-code-quality-report.json 'ttl-floor'
has gitlab junit.xml 'ttl-floor'
has gitlab review.html 'ttl-floor'
for i in 1 2 3; do
	# shellcheck disable=SC2086 # a list of words
	env $gitlab CI_NODE_INDEX=$i CI_NODE_TOTAL=3 \
		bash -c "$($python "$here/examples-ci.py" script "$ci" gitlab-part)" > "$scratch/out" 2>&1 || true
done
# shellcheck disable=SC2086 # a list of words
example 1 gitlab-merge $gitlab
has gitlab-merge gl-code-quality-report.json 'ttl-floor'

example 1 jenkins JENKINS_URL=https://ci.example/ CHANGE_TARGET=main
has jenkins zonevet.xml 'ttl-floor'
has jenkins junit.xml 'ttl-floor'
example 1 buildkite BUILDKITE=true BUILDKITE_PULL_REQUEST=7 BUILDKITE_PULL_REQUEST_BASE_BRANCH=main
has buildkite annotation 'style error'
example 1 forgejo FORGEJO_ACTIONS=true GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request \
	GITHUB_EVENT_PATH="$scratch/event.json"
says 'forgejo: the report' 'ttl-floor'
example 1 azure TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main
says 'azure: its own commands' '##vso[task.logissue'
has azure junit.xml 'ttl-floor'
example 1 bitbucket BITBUCKET_BUILD_NUMBER=7 BITBUCKET_PR_DESTINATION_COMMIT="$first" BITBUCKET_PR_ID=7
has bitbucket test-results/zonevet.xml 'ttl-floor'
finish
