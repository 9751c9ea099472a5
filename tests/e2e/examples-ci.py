#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What examples-ci.sh asks of the files in examples/ci:

examples-ci.py lint FOLDER              pins, rights, and nothing of a stranger's text in a script
examples-ci.py script FOLDER NAME       the commands of one example, for sh
"""
import pathlib
import re
import sys

import yaml

PINNED = re.compile(r"[^@]+@[0-9a-f]{40}")
# What a job may hold beyond reading: code scanning, in the job that does only that.
RIGHTS = {"contents": "read", "security-events": "write", "actions": "read"}


def documents(path):
    return list(yaml.safe_load_all(path.read_text()))


def walk(value, key=None):
    yield key, value
    items = value.items() if isinstance(value, dict) else ((key, v) for v in value) if isinstance(value, list) else ()
    for k, inner in items:
        yield from walk(inner, k)


def lint_workflow(path, document, complain):
    on = document.get(True, document.get("on"))
    if "pull_request_target" in str(on):
        complain(f"{path}: pull_request_target runs with the rights of the target")
    if document.get("permissions") not in ({}, {"contents": "read"}):
        complain(f"{path}: permissions are not least at the top")
    for name, job in document["jobs"].items():
        rights = job.get("permissions", {})
        if any(RIGHTS.get(k) != v for k, v in rights.items()):
            complain(f"{path}: job {name} has {rights}")
        if "write" in rights.values() and any("run" in step for step in job["steps"]):
            complain(f"{path}: job {name} may write, and runs scripts")
        if "timeout-minutes" not in job:
            complain(f"{path}: job {name} has no timeout")


def lint(folder):
    wrong = []
    for path in sorted(folder.rglob("*.yml")):
        for document in documents(path):
            if "jobs" in document and isinstance(document["jobs"], dict):
                lint_workflow(path, document, wrong.append)
            for key, value in walk(document):
                if key == "uses" and isinstance(value, str) and not PINNED.fullmatch(value):
                    wrong.append(f"{path}: {value} is not pinned to a commit")
                if key == "run" and isinstance(value, str) and "${{" in value:
                    wrong.append(f"{path}: an expression in a script: {value}")
                if key == "persist-credentials" and value is not False:
                    wrong.append(f"{path}: the token stays in the checkout")
        if "actions/checkout@" in path.read_text() and "persist-credentials: false" not in path.read_text():
            wrong.append(f"{path}: the token stays in the checkout")
    print(*wrong, sep="\n")
    return bool(wrong)


def steps(document):
    return {step.get("name"): step for step in document["runs"]["steps"]}


def script(folder, name):
    read = {
        "github": lambda: steps(documents(folder / "github/action.yml")[0])["Judge"]["run"],
        "merge": lambda: documents(folder / "github/sharded.yml")[0]["jobs"]["merge"]["steps"][-1]["run"]
        .split("\n", 1)[1].replace(".zonevet/build/release/", ""),
        "gitlab": lambda: documents(folder / "gitlab/zonevet.yml")[1]["zonevet"]["script"][0],
        "gitlab-part": lambda: documents(folder / "gitlab/sharded.yml")[0]["zonevet-part"]["script"][0],
        "gitlab-merge": lambda: documents(folder / "gitlab/sharded.yml")[0]["zonevet"]["script"][0],
        "jenkins": lambda: re.search(r"sh '([^']*)'", (folder / "jenkins/Jenkinsfile").read_text())[1],
        "buildkite": lambda: documents(folder / "buildkite/pipeline.yml")[0]["steps"][0]["command"]
        .replace("$$", "$"),
        "forgejo": lambda: documents(folder / "forgejo/zonevet.yml")[0]["jobs"]["judge"]["steps"][-1]["run"],
        "azure": lambda: documents(folder / "azure/azure-pipelines.yml")[0]["jobs"][0]["steps"][2]["script"]
        .replace("/tmp/zonevet/build/release/", ""),
        "bitbucket": lambda: documents(folder / "bitbucket/bitbucket-pipelines.yml")[0]["definitions"]["steps"][0]
        ["step"]["script"][-1],
    }
    print(read[name]())
    return 0


if __name__ == "__main__":
    sys.exit({"lint": lint, "script": script}[sys.argv[1]](pathlib.Path(sys.argv[2]), *sys.argv[3:]))
