#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How much noise a profile makes on real histories.

Replays each step of each series of real zones: the older version against the newer one, judged
at the time of its commit.  A step that holds a fault, or does what a profile is there to stop,
stands in series.faults with the rules that must say so.  All others are ordinary work: none of
them may be blocked by a rule other than serial-* and syntax-*, and fewer than one in twenty may
get a warning from one.

    series.py --zonevet PROGRAM --corpus FOLDER [--profile NAME] [--details]
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
LOUDEST = 0.05          # of all steps, the share of ordinary ones with a warning


def read_faults():
    """(series, number) -> the rules that must speak."""
    faults = {}
    for number, line in enumerate((HERE / "series.faults").read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        step, rules, reason = line.split(None, 2)
        series, _, version = step.partition("/")
        if (series, version) in faults or not reason:
            sys.exit(f"series.faults:{number}: said twice, or without a reason")
        faults[series, version] = rules.split(",")
    return faults


def read_log(folder):
    """The origin, and when each version was committed."""
    lines = (folder / "log.tsv").read_text().splitlines()
    origin = re.search(r"\borigin ([^\s;]+)", lines[0])[1]
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return origin, {int(row[0]): row[2] for row in rows}


def judge(options, policy, old, new, origin, date):
    command = [options.zonevet, "check", old, new, "--origin", origin, "--format", "json",
               "--policy", policy, "--now", f"{date}T12:00:00Z"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{new}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)["findings"]


def counts(finding):
    return not finding["rule"].startswith(("serial-", "syntax-"))


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--zonevet", required=True)
    reader.add_argument("--corpus", required=True, type=pathlib.Path)
    reader.add_argument("--profile", default="baseline")
    reader.add_argument("--details", action="store_true", help="what each loud step was told")
    options = reader.parse_args()
    faults, seen, wrong = read_faults(), set(), []
    steps = warned = passed = 0
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as policy:
        policy.write(f"[policy]\nextends = {options.profile}\n")
        policy.flush()
        print(f"{'series':<16}{'steps':>6}{'serial':>8}{'fault':>7}{'blocked':>9}{'warned':>8}{'quiet':>7}")
        for folder in sorted(path for path in (options.corpus / "series").iterdir() if path.is_dir()):
            origin, dates = read_log(folder)
            versions = sorted(folder.glob("*.zone"))
            row = dict.fromkeys(("serial", "fault", "blocked", "warned", "quiet"), 0)
            for old, new in zip(versions, versions[1:]):
                step = folder.name, new.name[:3]
                found = judge(options, policy.name, old, new, origin, dates[int(step[1])])
                loud = [f for f in found if counts(f) and f["severity"] in ("warning", "error")]
                errors = [f for f in loud if f["severity"] == "error"]
                missing = [r for r in faults.get(step, []) if r not in {f["rule"] for f in loud}]
                row["serial"] += any(f["severity"] == "error" and not counts(f) for f in found)
                kind = "fault" if step in faults else "blocked" if errors else "warned" if loud else "quiet"
                row[kind] += 1
                seen.add(step)
                if missing:
                    wrong.append(f"{'/'.join(step)}: nothing from {', '.join(missing)}")
                elif kind == "blocked":
                    wrong.append(f"{'/'.join(step)}: ordinary, but {errors[0]['rule']} blocks it: "
                                 f"{errors[0]['message']}")
                else:
                    passed += 1
                if options.details and loud:
                    print(f"  {'/'.join(step)} {kind}")
                    for f in loud:
                        print(f"    {f['severity']} {f.get('owner', '')} {f['message']} [{f['rule']}]")
            steps += sum(row.values()) - row["serial"]
            warned += row["warned"] + row["blocked"]
            print(f"{folder.name:<16}{len(versions) - 1:>6}" + "".join(
                f"{n:>{w}}" for n, w in zip(row.values(), (8, 7, 9, 8, 7))))
    wrong += [f"{'/'.join(step)}: in series.faults, but not in the corpus" for step in faults if step not in seen]
    print(f"ordinary steps with a warning or an error: {warned} of {steps}, {100 * warned / steps:.1f} %")
    if warned >= LOUDEST * steps:
        wrong.append(f"more than {100 * LOUDEST:.0f} % of the steps are ordinary and not quiet")
    else:
        passed += 1
    for line in wrong:
        print(f"FAILED {line}")
    print(f"{passed} passed, {len(wrong)} failed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
