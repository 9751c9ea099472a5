#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Whether zonevet and the peers' own test suites say the same of the same zones.

Each file of which a suite says that it loads, or is refused, is judged as a new zone by the strict
profile.  It is refused when an error is left beside those rules that no loader knows (TASTE).
Where the two differ, peers.exceptions says why; an exception that has become true is a failure.

    peers.py --zonevet PROGRAM --corpus FOLDER [--details]
"""
import argparse
import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent

# Rules about volume, taste and the world outside: what a loader does not ask.
TASTE = ("ttl-", "churn-", "zone-soa-timers", "record-rrset-size", "record-trailing-dot",
         "delegation-ns-min", "dnssec-nsec3param", "dnssec-dnskey-algorithm", "dnssec-ds-digest",
         "dnssec-ds-ttl", "dnssec-cds-delete", "record-address-class", "delegation-ns-diversity",
         "delegation-occlusion", "record-dname-occlude")
# What these suites read as a piece of a zone, without SOA or NS at the apex.
PIECES = {"bind-master": ("syntax-soa", "syntax-apex-ns"), "nsd": ("syntax-apex-ns",),
          "ldns": ("syntax-soa", "syntax-apex-ns"), "dnspython": ("syntax-soa", "syntax-apex-ns")}
# Options of a peer that switch a question on; without them it is not asked.
ASKED_BY = {"record-hostname": r"-k fail|^$", "record-dangling-target": r"-i local",
            "delegation-ns-unresolvable": r"-i local", "record-target-alias": r"-i local|mx-alias|-p all",
            "delegation-ns-cname": r"-i local|ns-alias|-p all"}

# The zones of these files, which the reader is not told.
LDNS = {"28": ".", "29": "example"}

Row = collections.namedtuple("Row", "suite file origin options refused")


def table(folder):
    for line in (folder / "VERDICTS.tsv").read_text(errors="replace").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def read_rows(peers):
    for file, origin, options, want, *_ in table(peers / "bind-checkzone"):
        if want in ("load", "reject"):
            yield Row("bind-checkzone", file, origin, options, want == "reject")
    for file, want, *_ in table(peers / "bind-master"):
        yield Row("bind-master", file, "test", "-", want == "reject")
    for file, origin, want, *_ in table(peers / "nsd"):
        if want in ("load", "reject"):
            yield Row("nsd", file, origin, "-", want == "reject")
    for file, options, want, *_ in table(peers / "validns"):
        origin = re.search(r"-z (\S+)", options)
        yield Row("validns", file, origin and origin[1], options, want == "reject")
    for file, want, *_ in table(peers / "ldns"):
        if want.startswith("loads"):
            yield Row("ldns", file, LDNS.get(file.split("-")[0], "example.com"), "-", False)
    for file, want, *_ in table(peers / "dnspython"):
        if want.startswith("loads"):
            yield Row("dnspython", file, "example", "-", False)


def asked(row, rule):
    if rule.startswith(TASTE) or rule in PIECES.get(row.suite, ()):
        return False
    return rule not in ASKED_BY or bool(re.search(ASKED_BY[rule], row.options))


def judge(zonevet, policy, suite, row):
    """What zonevet holds against the zone, from the folder in which the suite runs."""
    path = suite / row.file
    folder = suite if row.suite.startswith("bind") else suite / row.file.split("/")[0] if (
        row.suite == "nsd") else path.parent
    command = [zonevet, "check", "/dev/null", path, "--format", "json", "--policy", policy]
    if row.origin:
        command += ["--origin", row.origin.rstrip(".") + "."]
    moment = re.search(r"-t (\d+)", row.options)
    if moment:
        when = datetime.datetime.fromtimestamp(int(moment[1]), datetime.timezone.utc)
        command += ["--now", when.strftime("%Y-%m-%dT%H:%M:%SZ")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode not in (0, 1, 2) or not done.stdout:
        sys.exit(f"{path}: exit {done.returncode}\n{done.stderr}")
    report = json.loads(done.stdout)
    against = [f"{f['rule']}: {f['message']}" for f in report["findings"]
               if f["severity"] == "error" and asked(row, f["rule"])]
    if report.get("error"):
        against.append(f"not judged: {report['error']}")
    return against


def read_exceptions():
    found = {}
    for number, line in enumerate((HERE / "peers.exceptions").read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        key, _, reason = (part.strip() for part in line.partition("  "))
        if key in found or not reason:
            sys.exit(f"peers.exceptions:{number}: said twice, or without a reason")
        found[key] = reason
    return found


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--zonevet", required=True)
    reader.add_argument("--corpus", required=True, type=pathlib.Path)
    reader.add_argument("--details", action="store_true", help="what is held against each zone that differs")
    options = reader.parse_args()
    peers, zonevet = options.corpus.resolve() / "peers", pathlib.Path(options.zonevet).resolve()
    exceptions, used, wrong = read_exceptions(), set(), []
    tally = collections.defaultdict(collections.Counter)
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as policy:
        policy.write("[policy]\nextends = strict\n[rule record-hostname]\nseverity = error\n")
        policy.flush()
        for row in read_rows(peers):
            if not (peers / row.suite / row.file).is_file():
                sys.exit(f"{row.suite}/{row.file}: the suite's table names it, but it is not there")
            against = judge(zonevet, policy.name, peers / row.suite, row)
            key = " ".join(f"{row.suite}/{row.file} {row.options if row.suite == 'validns' else ''}".split())
            kind = "agree" if bool(against) == row.refused else "stricter" if against else "looser"
            tally[row.suite][kind] += 1
            if kind != "agree" and key in exceptions:
                used.add(key)
            elif kind != "agree":
                wrong.append(f"{key}: {kind}: {against[0] if against else 'nothing is held against it'}")
            if kind != "agree" and options.details:
                print(f"{key}: {kind}", *against, sep="\n    ")
    print(f"{'suite':<16}{'zones':>6}{'agree':>7}{'stricter':>10}{'looser':>8}")
    for suite, row in tally.items():
        print(f"{suite:<16}{sum(row.values()):>6}{row['agree']:>7}{row['stricter']:>10}{row['looser']:>8}")
    wrong += [f"{key}: an exception that is none any more" for key in exceptions if key not in used]
    for line in wrong:
        print(f"FAILED {line}")
    total = sum(sum(row.values()) for row in tally.values())
    print(f"{sum(row['agree'] for row in tally.values())} of {total} agree, {len(used)} differ for a reason")
    print(f"{total - len(wrong)} passed, {len(wrong)} failed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
