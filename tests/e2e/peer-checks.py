#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds tests/data/peer-checks.tsv to its word:   peer-checks.py TABLE SCRATCH

Each rule of the table exists; where records stand beside it, one of the rules speaks when these
records come into a zone that had nothing of the kind.
"""
import json
import os
import pathlib
import subprocess
import sys

ZONEVET = os.environ["ZONEVET"]
BASE = """\
@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ NS ns1
@ NS ns2.example.net.
ns1 A 192.0.2.1
"""


def zone(records):
    """These records beside those of the base, or (=) alone, or (==) even without a $TTL."""
    whole, bare = records.startswith("="), records.startswith("==")
    text = records.lstrip("=") if whole else BASE.replace(" 1 7200", " 2 7200") + records
    return ("" if bare else "$TTL 3600\n") + text.replace("|", "\n") + "\n"


def speaks(folder, records):
    old, new, policy = folder / "old.zone", folder / "new.zone", folder / "policy.ini"
    old.write_text("$TTL 3600\n" + BASE)
    new.write_text(zone(records))
    policy.write_text("[policy]\nextends = strict\n[zone \"example.com.\"]\nvisibility = public\n")
    done = subprocess.run([ZONEVET, "check", old, new, "--origin", "example.com.", "--policy", policy,
                           "--format", "json"], capture_output=True, text=True, check=False)
    return {f["rule"] for f in json.loads(done.stdout)["findings"]}


def main():
    table, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    known = set(subprocess.run([ZONEVET, "rules", "-f", "ids"], capture_output=True, text=True,
                               check=True).stdout.split())
    passed = failed = 0
    for number, line in enumerate(table.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        peer, check, rules, text = line.split("\t")
        rules = [] if rules == "-" else rules.split(",")
        wrong = [f"there is no rule {rule}" for rule in rules if rule not in known]
        if not rules and not text:
            wrong.append("neither a rule nor a reason")
        if rules and text and not wrong:
            found = speaks(folder, text)
            if not found & set(rules):
                wrong.append(f"{', '.join(rules)} is silent; there is {', '.join(sorted(found)) or 'nothing'}")
        passed, failed = passed + (not wrong), failed + bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} - {peer}: {check}" + "".join(f"\n    line {number}: {w}" for w in wrong))
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
