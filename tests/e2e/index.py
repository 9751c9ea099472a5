# SPDX-License-Identifier: BSD-2-Clause
# What is staged, in indexes of every version and history: judged like the tree that git writes of it.
# Then damaged indexes: never a crash.  usage: index.py ZONEVET FOLDER
import json
import os
import random
import subprocess
import sys

zonevet, top = sys.argv[1], sys.argv[2]
os.chdir(top)
pick = random.Random(4711)
failed = passed = 0


def result(name, good, words=""):
    global failed, passed
    print(("ok - " if good else "not ok - ") + name + ("" if good else f": {words}"))
    passed, failed = passed + good, failed + (not good)


def git(*words):
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout.strip()


def zone(path, serial, address):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(f"$TTL 3600\n@ SOA ns1.example.net. h.example.net. {serial} 7200 3600 1209600 300\n"
                f"@ NS ns1.example.net.\n@ NS ns2.example.net.\nwww A 192.0.2.{address}\n")


def report(*words):
    run = subprocess.run([zonevet, "check", "-f", "json", "--now", "2026-01-01T00:00:00Z", *words],
                         capture_output=True, text=True, errors="replace")
    if run.returncode not in (0, 1):
        return run.returncode, run.stderr
    told = json.loads(run.stdout)
    del told["head"]
    return run.returncode, told


def edit(serial):
    """One random edit of the work tree."""
    files = [f for f in git("ls-files").split("\n") if f.endswith(".zone") and os.path.isfile(f)]
    kind, path = pick.randrange(6), pick.choice(files)
    if kind == 0:
        os.remove(path)
    elif kind == 1:
        folder = pick.choice(["zones", "zones/a", "zones/a/b", "zones/a-b", "zones/z"])
        zone(f"{folder}/new{serial}.example.zone", serial, 9)
    elif kind == 2:
        to = f"zones/moved{pick.randrange(3)}/{os.path.basename(path)}"
        os.makedirs(os.path.dirname(to), exist_ok=True)
        os.rename(path, to)
    elif kind == 3:
        os.chmod(path, 0o755)
    else:
        zone(path, serial, pick.randrange(200))


git("init", "-q", "-b", "main")
with open("zonevet.ini", "w") as f:
    f.write("[zones]\nfiles = zones/**\norigin = (?<origin>[^/]+)\\.zone$\n")
for i in range(40):
    zone(f"zones/{['', 'a/', 'a/b/', 'a-b/', 'b/'][i % 5]}z{i}.example.zone", 1, i)
git("add", "-A")
git("commit", "-qm", "first")
serial = 1
for version in (2, 3, 4):
    git("update-index", "--index-version", str(version))
    same = 0
    for step in range(12):
        for _ in range(pick.randrange(1, 4)):
            serial += 1
            edit(serial)
        git("add", "-A")
        if step % 4 == 1:
            zone(f"zones/intended{serial}.example.zone", 1, 1)
            git("add", "-N", f"zones/intended{serial}.example.zone")
        staged, tree = report(), report("--tree", git("write-tree"))
        same += staged == tree
        if staged != tree:
            print(version, step, str(staged)[:500], str(tree)[:500])
        if step % 3 == 2:
            git("commit", "-qam", "step")
    result(f"version {version}: staged like the tree", same == 12, f"{same} of 12")
    result(f"version {version}: the index is of it", version == open(".git/index", "rb").read(8)[7] or
           version == 3, "")

# Settings that change what an index holds.
for name, value in (("index.skipHash", "true"), ("core.untrackedCache", "true"), ("index.threads", "4")):
    git("config", name, value)
    git("update-index", "--force-write-index")
    zone("zones/b/z4.example.zone", serial + 1, 4)
    git("add", "-A")
    result(f"{name}: staged like the tree", report() == report("--tree", git("write-tree")))
    git("config", "--unset", name)

# Damage: an answer or exit 2, and no other end.
whole = open(".git/index", "rb").read()
codes = set()
for n in range(160):
    broken = bytearray(whole)
    if n % 4 == 0:
        del broken[pick.randrange(len(broken)):]
    else:
        for _ in range(1 + n % 3):
            broken[pick.randrange(len(broken))] = pick.choice([0, 1, 0x7f, 0x80, 0xff, pick.randrange(256)])
    with open(".git/index", "wb") as f:
        f.write(broken)
    run = subprocess.run([zonevet, "check", "-q"], capture_output=True, text=True, errors="replace")
    codes.add(run.returncode)
    if run.returncode == 2 and not run.stderr.startswith("zonevet: "):
        codes.add(run.stderr[:200])
with open(".git/index", "wb") as f:
    f.write(whole)
result("damaged indexes", codes <= {0, 1, 2}, str(codes))
result("some of them cannot be judged", 2 in codes, str(codes))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
