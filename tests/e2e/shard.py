#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What shard.sh needs:

shard.py before|after N         writes N zones and a policy into the current folder
shard.py hostile REPORT FILE    merges the report with one value made something else, many times
"""
import copy
import json
import os
import pathlib
import random
import subprocess
import sys

POLICY = """\
[policy]
extends = baseline
[zones]
files = zones/**
origin = ^zones/(?<origin>.+)\\.zone$
[rule churn-commit]
deletes = 20
changes = 20
[rule zone-blast-radius]
max-zones = 10
[waiver "OPS-1"]
rule = ttl-drop
owners = /^w/
expires = 2026-02-01
ticket = OPS-1
[waiver "OPS-2"]
rule = mail-mx-removed
owners = nowhere.example.
expires = 2026-02-01
ticket = OPS-2
[waiver "OPS-3"]
rule = ttl-drop
owners = w.z1.example.
expires = 2025-01-01
ticket = OPS-3
"""


def records(i):
    """A zone as owner, TTL, type and data; every one a little other than the next."""
    zone = [["@", "3600", "NS", "ns1"], ["@", "3600", "NS", "ns2.example.net."], ["ns1", "3600", "A", "192.0.2.1"],
            ["www", "3600", "A", f"192.0.2.{i % 200 + 2}"], ["w", "3600", "A", "192.0.2.9"],
            ["@", "3600", "MX", "10 mail"], ["mail", "3600", "A", "192.0.2.25"],
            ["t", "300", "TXT", f'"number {i} ::error ##[x] <b> \\027"'], ["a", "3600", "CNAME", "www"],
            ["api", "3600", "A", "192.0.2.33"], ["api", "3600", "AAAA", "2001:db8::33"]]
    return zone + ([["sub", "3600", "NS", f"ns.z{i + 1}.example."], ["sub", "3600", "NS", "ns9.example.net."]]
                   if i % 3 == 0 else [])


def changed(i, zone):
    """One kind of edit for each number modulo 12; most numbers of a large tree change nothing."""
    edits = {
        0: lambda z: [r for r in z if r[0] != "www"],                           # a dangling alias
        1: lambda z: [[r[0], "20" if r[0] == "w" else r[1], *r[2:]] for r in z],        # a TTL, waived
        2: lambda z: [r for r in z if r[2] != "MX"],
        3: lambda z: z + [["new", "3600", "A", "192.0.2.77"], ["new", "3600", "A", "192.0.2.78"]],
        4: lambda z: [[*r[:3], "ns3.example.org."] if r[2] == "NS" and r[0] == "@" else r for r in z],
        5: lambda z: z + [["bad", "3600", "A", "192.0.2.300"]],
        6: lambda z: [r for r in z if r[0] != "sub"],
        7: lambda z: [[*r[:3], '"other"'] if r[0] == "t" else r for r in z],
        8: lambda z: z + [["dot", "3600", "CNAME", "host.example.net"]],
        9: lambda z: [r for r in z if r[0] in ("@", "ns1")],
        10: lambda z: z,                                                        # the serial alone
        11: lambda z: [r if r[0] != "api" else [r[0], "60" if r[2] == "A" else "90", *r[2:]] for r in z],
    }
    return edits[i % 12](zone)


def write(i, serial, zone):
    path = pathlib.Path(f"zones/z{i}.example.zone")
    lines = [f"@ 3600 SOA ns1 hostmaster {serial} 14400 3600 1209600 300"] + [" ".join(r) for r in zone]
    path.write_text("\n".join(lines) + "\n")


def before(n):
    os.mkdir("zones")
    pathlib.Path("zonevet.ini").write_text(POLICY)
    for i in range(n):
        write(i, 2026011501, records(i))
    pathlib.Path("zones/z7.example.zone").write_text(
        pathlib.Path("zones/z7.example.zone").read_text() + "old 3600 A 192.0.2.400\n")


def after(n):
    pathlib.Path("zonevet.ini").write_text(POLICY.replace("deletes = 20", "deletes = 2000")
                                           + "[rule ttl-drop]\nseverity = note\n")
    touched = [i for i in range(n) if i < 120 or i % 7 == 0]
    for i in touched:
        write(i, 2026011502 + (i % 5 == 0), changed(i, records(i)))
    for i in (13, 44, n - 1):
        os.remove(f"zones/z{i}.example.zone")
    write(n + 5, 2026011501, records(n + 5))


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, path + (key,))


def hostile(report, file):
    whole = json.loads(pathlib.Path(report).read_text())
    every = list(places(whole))[1:]
    random.seed(1)
    others = (None, True, -1, 1 << 40, 1e300, "x", "", [], {}, [1], {"a": 1}, "\u001b[31m", 4294967295)
    for path in random.sample(every, min(len(every), 100)):
        other = copy.deepcopy(whole)
        place = other
        for key in path[:-1]:
            place = place[key]
        if random.random() < 0.3:
            del place[path[-1]]
        else:
            place[path[-1]] = random.choice(others)
        pathlib.Path(file).write_text(json.dumps(other))
        done = subprocess.run([os.environ["ZONEVET"], "merge", file], capture_output=True, check=False)
        if done.returncode not in (0, 1, 2) or b"\x1b" in done.stdout:
            sys.exit(f"{path}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}")
        if path[0] == "shard" and len(path) > 3 and path[3] == "position" and done.returncode != 2:
            sys.exit(f"{path}: a zone is missing, and there is a verdict")
    parts = [z for z in whole["shard"]["zones"] if z["zone"] is not None]
    parts[1]["zone"] = parts[0]["zone"]
    pathlib.Path(file).write_text(json.dumps(whole))
    if subprocess.run([os.environ["ZONEVET"], "merge", file], capture_output=True, check=False).returncode != 2:
        sys.exit("two zones are one, and there is a verdict")


if __name__ == "__main__":
    if sys.argv[1] == "hostile":
        hostile(sys.argv[2], sys.argv[3])
    else:
        {"before": before, "after": after}[sys.argv[1]](int(sys.argv[2]))
