# SPDX-License-Identifier: BSD-2-Clause
# The work of tests/bench/run: makes zones, lets the programs take turns, writes table and plot.
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

zonevet, here, out = sys.argv[1:4]
records = int(os.environ.get("BENCH_RECORDS", "1000000"))
large = bool(os.environ.get("BENCH_LARGE"))
only = os.environ.get("BENCH_ONLY", "")
without = os.environ.get("BENCH_WITHOUT", "").split()
rounds = int(os.environ.get("BENCH_ROUNDS", "5"))
lines, summary, failed = [], [], False


def say(text=""):
    print(text, flush=True)
    lines.append(text)


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def zone(name, kind, n, new=0, changes=10):
    with open(name, "w") as f:
        subprocess.run(["awk", "-v", f"records={n}", "-v", f"next_version={new}", "-v",
                        f"changes={changes}", "-f", f"{here}/{kind}.awk"], stdout=f, check=True)


def spend(command):
    """Seconds and peak kilobytes of one run; a string is for the shell."""
    start = time.monotonic()
    child = subprocess.Popen(command, shell=isinstance(command, str), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    usage = os.wait4(child.pid, 0)[2]
    child.returncode = 0
    return time.monotonic() - start, usage.ru_maxrss


def field(path, name):
    """A number of a file below /proc; 0: it is gone."""
    try:
        with open(path) as f:
            return int(re.search(rf"{name}:\s+(\d+)", f.read()).group(1))
    except (OSError, AttributeError):
        return 0


def peak_of(command, kilobytes, pause):
    """The most that a look at the running command finds."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while child.poll() is None:
        peak = max(peak, kilobytes(child.pid))
        time.sleep(pause)
    return peak


def own_memory(command):
    """Peak of anonymous memory in kilobytes: what is not the mapped file."""
    return peak_of(command, lambda pid: field(f"/proc/{pid}/status", "RssAnon"), 0.0005)


def of_all(pid):
    """A process and its children, of what they share each its part; 0: it has none."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            children = f.read().split()
    except OSError:
        children = []
    return sum(field(f"/proc/{each}/smaps_rollup", "Pss") for each in [pid, *children]) if children else 0


def together(command):
    """Peak kilobytes of a process and its children; 0: it had none."""
    return peak_of(command, of_all, 0.01)


def part(title, works, wanted):
    """works: (name, command, program it needs[, how often it stands for]); the first is ours.
    wanted: peer -> (ratio, words)."""
    works = [w for w in works if w[2] not in without and shutil.which(w[2])]
    times = {w[0]: [] for w in works}
    peak = {}
    for turn in range(rounds + 1):
        for name, command, _, *often in works:
            seconds, kilobytes = spend(command)
            if turn:                    # the first one warms up
                times[name].append(seconds * (often[0] if often else 1))
            peak[name] = kilobytes
    peak[works[0][0]] = max(peak[works[0][0]], together(works[0][1]))
    median = {name: statistics.median(v) for name, v in times.items()}
    ours = median[works[0][0]]
    say(f"\n### {title}\n\n| work | seconds | MB | times ours | wanted |\n|---|---|---|---|---|")
    for name, *_ in works:
        words = ""
        if name in wanted:
            least, text = wanted[name]
            words = f"{text}: {'met' if median[name] >= least(ours) else 'NOT met'}"
            summary.append((title, ours, peak[works[0][0]] / 1024, name, median[name]))
        say(f"| {name} | {median[name]:.3f} | {peak[name] / 1024:.0f} | {median[name] / ours:.1f} | {words} |")
    return median


def times(n):
    return lambda ours: ours * n, f"{n} times ours or more"


def within(n, more=0.0):
    return lambda ours: (ours - more) / n, f"ours at most {n} times" + (f" plus {more * 1000:.0f} ms" if more else "")


def check(old, new, origin, *more):
    return [zonevet, "check", old, new, "--origin", origin, "-c", "policy.ini", "-q", *more]


def two_versions():
    for kind, origin, n in (("registry", "example.", 20), ("enterprise", "corp.example.", 40)):
        zone("old", kind, records)
        zone("new", kind, records, 1)
        shutil.copy("new", "copy")
        ours = check("old", "new", origin)
        both = (f"named-compilezone -q -i none -o a.out {origin} old; "
                f"named-compilezone -q -i none -o b.out {origin} new; diff a.out b.out")
        wanted = {"kzonecheck, one version": times(n), "cmp of two copies": within(1.5)}
        if kind == "registry":
            wanted["named-compilezone of both and diff"] = times(100)
        part(f"{kind}, two versions, {records} records, 10 changes", [
            ("zonevet check", ours, zonevet), ("zonevet check --full", ours + ["--full"], zonevet),
            ("kzonecheck, one version", ["kzonecheck", "-o", origin, "new"], "kzonecheck"),
            ("nsd-checkzone, one version", ["nsd-checkzone", origin, "new"], "nsd-checkzone"),
            ("named-checkzone, one version", ["named-checkzone", "-i", "none", origin, "new"], "named-checkzone"),
            ("named-compilezone of both and diff", both, "named-compilezone"),
            ("ldns-compare-zones", ["ldns-compare-zones", "old", "new"], "ldns-compare-zones"),
            ("cmp of two copies", ["cmp", "new", "copy"], "cmp")], wanted)
        say(f"\nOur own memory: {own_memory(ours) / 1024:.0f} MiB (wanted: below 32 MiB)")


def rules():
    names = subprocess.run([zonevet, "rules"], capture_output=True, text=True).stdout
    with open("none.ini", "w") as f:
        f.write("[policy]\nextends = baseline\nfail-on = never\n")
        for name in re.findall(r"^\s*([a-z]+-[a-z0-9-]+)\b", names, re.M):
            f.write(f"[rule {name}]\nseverity = off\n")
    zone("old", "registry", records)
    zone("new", "registry", records, 1)
    none = check("old", "new", "example.")
    none[none.index("policy.ini")] = "none.ini"
    part("rules, all against none", [("all rules", check("old", "new", "example."), zonevet),
                                     ("none", none, zonevet)], {"none": within(1.2)})


def many_changes():
    zone("old", "registry", records)
    zone("new", "registry", records, 1, 10000)
    part(f"registry, {records} records, 10000 changes", [
        ("zonevet check", check("old", "new", "example."), zonevet),
        ("kzonecheck, one version", ["kzonecheck", "-o", "example.", "new"], "kzonecheck")],
        {"kzonecheck, one version": times(8)})


def another_order():
    zone("old", "registry", records)
    run("(sed 1q old; sed 1d old | tac) | tr '\\t' ' ' > new", shell=True)
    part("registry, the same in another order and spelling", [
        ("zonevet check", check("old", "new", "example."), zonevet),
        ("ldns-compare-zones", ["ldns-compare-zones", "old", "new"], "ldns-compare-zones"),
        ("named-compilezone of both and diff", "named-compilezone -q -i none -o a.out example old; "
         "named-compilezone -q -i none -o b.out example new; diff a.out b.out", "named-compilezone")],
        {"ldns-compare-zones": times(8), "named-compilezone of both and diff": times(8)})


def one_version():
    for kind, origin in (("registry", "example."), ("enterprise", "corp.example.")):
        zone("new", kind, records)
        peer = ("kzonecheck", ["kzonecheck", "-o", origin, "new"], "kzonecheck")
        part(f"{kind}, print, {records} records", [
            ("zonevet print", [zonevet, "print", "--origin", origin, "new"], zonevet), peer],
            {"kzonecheck": within(1)})
        part(f"{kind}, a new zone, {records} records", [
            ("zonevet check", check("/dev/null", "new", origin), zonevet), peer], {"kzonecheck": within(1)})


def git(*words):
    subprocess.run(["git", "-c", "user.name=b", "-c", "user.email=b@example", *words], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def small_zone(name, serial, address):
    body = "".join(f"h{i} A 192.0.2.{i}\n" for i in range(2, 20))
    return (f"$ORIGIN {name}.\n$TTL 3600\n@ SOA ns1 hostmaster {serial} 7200 3600 1209600 300\n@ NS ns1\n"
            f"@ NS ns2\nns1 A 192.0.2.1\nns2 A 198.51.100.1\nwww A {address}\n{body}")


def tree(folder, n, changed):
    os.makedirs(f"{folder}/zones")
    os.chdir(folder)
    git("init", "-q")
    with open("zonevet.ini", "w") as f:
        f.write("[zones]\nfiles = zones/**\norigin = (?<origin>[^/]+)\\.zone$\n")
    with open("named.conf", "w") as f:
        for i in range(n):
            os.makedirs(f"zones/{i % 100:02}", exist_ok=True)
            path = f"zones/{i % 100:02}/z{i}.example.zone"
            with open(path, "w") as z:
                z.write(small_zone(f"z{i}.example", 1, "192.0.2.80"))
            f.write(f'zone "z{i}.example" {{ type primary; file "{os.getcwd()}/{path}"; }};\n')
    git("add", "-A")
    git("commit", "-qm", "old")
    git("repack", "-adq")
    for i in range(changed):
        i = i * (n // changed)
        with open(f"zones/{i % 100:02}/z{i}.example.zone", "w") as z:
            z.write(small_zone(f"z{i}.example", 2, "192.0.2.81"))
    git("add", "-A")


def repositories():
    top = os.getcwd()
    tree("many", 10000, 5)
    part("git, 10000 zones, 5 changed", [
        ("zonevet check", [zonevet, "check", "-q"], zonevet),
        ("git diff --cached --name-only", ["git", "diff", "--cached", "--name-only"], "git")],
        {"git diff --cached --name-only": within(1.5, 0.010)})
    part("git, 10000 zones, the whole tree", [
        ("zonevet check --all", [zonevet, "check", "--all", "-q"], zonevet),
        ("zonevet check --all --jobs 0", [zonevet, "check", "--all", "--jobs", "0", "-q"], zonevet),
        ("named-checkconf -z", ["named-checkconf", "-z", "named.conf"], "named-checkconf"),
        ("named-checkzone of each (of 100, times 100)", "for i in $(seq 0 99); do named-checkzone "
         "z$i.example zones/$(printf %02d $i)/z$i.example.zone; done", "named-checkzone", 100)],
        {"named-checkconf -z": within(1), "named-checkzone of each (of 100, times 100)": times(100)})
    os.chdir(top)
    tree("few", 20, 1)
    part("git, 20 zones, 1 changed", [
        ("zonevet check", [zonevet, "check", "-q"], zonevet),
        ("named-checkzone of it", ["named-checkzone", "z0.example", "zones/00/z0.example.zone"], "named-checkzone")],
        {"named-checkzone of it": within(1)})
    os.chdir(top)
    os.mkdir("large")
    os.chdir("large")
    git("init", "-q")
    n = records * 3 if large else records
    zone("example.zone", "registry", n)
    git("add", "-A")
    git("commit", "-qm", "old")
    zone("example.zone", "registry", n, 1)
    time.sleep(1.1)
    git("add", "-A")
    part(f"git, a zone of {n} records, 10 changes", [
        ("zonevet check", [zonevet, "check", "-q"], zonevet),
        ("git cat-file blob of the old", ["git", "cat-file", "blob", "HEAD:example.zone"], "git")],
        {"git cat-file blob of the old": within(1.5)})
    os.chdir(top)


def plot():
    sizes = [10000, 100000, 1000000] + ([5000000] if large else [])
    points = {"zonevet check": [], "kzonecheck, one version": [], "cmp": []}
    for n in sizes:
        zone("old", "registry", n)
        zone("new", "registry", n, 1)
        shutil.copy("new", "copy")
        median = part(f"plot, {n} records", [
            ("zonevet check", check("old", "new", "example."), zonevet),
            ("kzonecheck, one version", ["kzonecheck", "-o", "example.", "new"], "kzonecheck"),
            ("cmp", ["cmp", "new", "copy"], "cmp")], {})
        for name, value in median.items():
            points[name].append((n, value))
    if any(points.values()):
        with open(f"{out}/bench.svg", "w") as f:
            f.write(svg(points))


def svg(points):
    """Both axes logarithmic: 10^4 to 10^7 records, 1 ms to 100 s."""
    from math import log10
    x = lambda n: 70 + (log10(n) - 4) * 150
    y = lambda s: 330 - (log10(max(s, 0.001)) + 3) * 60
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 380" font-family="sans-serif" font-size="12">',
             '<rect width="560" height="380" fill="#fff"/>']
    for e in range(-3, 3):
        label = f"{10 ** e:g} s" if e >= 0 else f"{10 ** (e + 3):g} ms"
        parts.append(f'<path d="M70 {y(10.0 ** e):.0f}H520" stroke="#ddd"/><text x="62" y="{y(10.0 ** e) + 4:.0f}" '
                     f'text-anchor="end">{label}</text>')
    for e, label in ((4, "10 000"), (5, "100 000"), (6, "1 million"), (7, "10 million")):
        parts.append(f'<path d="M{x(10 ** e):.0f} 30V330" stroke="#ddd"/><text x="{x(10 ** e):.0f}" y="348" '
                     f'text-anchor="middle">{label}</text>')
    parts.append('<text x="295" y="370" text-anchor="middle">records; 10 of them differ between the two versions</text>')
    for (name, values), color in zip(points.items(), ("#0a7", "#c30", "#888")):
        if not values:
            continue
        line = " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in values)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="3" fill="{color}"/>' for n, s in values]
        n, s = values[-1]
        parts.append(f'<text x="{x(n) + 6:.1f}" y="{y(s) + 4:.1f}" fill="{color}">{name}</text>')
    return "\n".join(parts + ["</svg>\n"])


def readme():
    """What the README of this tree shows: peers, and how many times longer they take."""
    top = os.path.dirname(out)
    rows = [f"| {title} | {ours:.3f} s, {megabytes:.0f} MB | {name} | {seconds:.3f} s | {seconds / ours:.1f} |"
            for title, ours, megabytes, name, seconds in summary]
    with open(f"{top}/README.md") as f:
        text = f.read()
    before, rest = text.split("<!-- speed -->\n")
    behind = rest[rest.index("<!-- end of speed -->"):]
    with open(f"{top}/README.md", "w") as f:
        f.write(before + "<!-- speed -->\n| work | zonevet | beside | it takes | times zonevet |\n"
                "|---|---|---|---|---|\n" + "\n".join(rows) + "\n" + behind)
    shutil.copy(f"{out}/bench.svg", f"{top}/.github/speed.svg")


def counted(command):
    """Millions of instructions."""
    text = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                          capture_output=True, text=True).stderr
    return int(re.search(r"Collected : (\d+)", text).group(1)) / 1e6


def instructions():
    """Instructions of fixed cases, against generous bounds: creep shows, noise does not."""
    global failed
    if not shutil.which("valgrind"):
        return
    zone("old", "registry", 20000)
    zone("new", "registry", 20000, 1)
    zone("edited", "registry", 20000, 1, changes=2000)
    zone("corp", "enterprise", 20000)
    cases = {"shared": check("old", "new", "example."), "full": check("old", "new", "example.", "--full"),
             "many": check("old", "edited", "example."), "added": check("/dev/null", "corp", "corp.example.")}
    say("\n### instructions\n\n| case | millions | bound |\n|---|---|---|")
    with open(f"{here}/instructions") as f:
        bounds = dict(line.split() for line in f if line.strip() and line[0] != "#")
    for name, command in cases.items():
        count = counted(command)
        over = count > float(bounds[name])
        failed = failed or over
        say(f"| {name} | {count:.1f} | {bounds[name]}{' EXCEEDED' if over else ''} |")


def many_zones(kind, n):
    """A repository in which something befalls each of n zones; stands in it then."""
    tree(f"{kind}{n}", n, n if kind == "edited" else 0)
    if kind == "gone":
        for i in range(1, n):
            os.remove(f"zones/{i % 100:02}/z{i}.example.zone")
    elif kind == "listed":
        with open("zonevet.ini", "a") as f:
            f.write("manifest = served.txt\n")
        for served in 1, n:
            with open("served.txt", "w") as f:
                f.write("".join(f"z{i}.example\n" for i in range(served)))
            if served == 1:
                git("add", "-A")
                git("commit", "-qm", "served")
    git("add", "-A")


def twice(name, counts, most):
    global failed
    over = counts[1] > most * counts[0]
    failed = failed or over
    say(f"| {name} | {counts[0]:.1f} | {counts[1]:.1f} | {counts[1] / counts[0]:.2f}{' EXCEEDED' if over else ''} |")


def growth():
    """Twice as many changes take about twice as long, whatever they are."""
    if not shutil.which("valgrind"):
        return
    start, names, zones = counted([zonevet, "--version"]), 1000, 1000
    say("\n### twice as many changes\n\n| the same at each name | millions | twice as many | times |\n|---|---|---|---|")
    for kind in ("cuts", "wildcards", "tlsa", "selectors", "domains", "aliases", "servers", "origins", "digests"):
        counts = []
        for n in names, 2 * names:
            for version in 0, 1:
                with open(f"mass{version}", "w") as f:
                    subprocess.run(["awk", "-v", f"kind={kind}", "-v", f"names={n}", "-v",
                                    f"next_version={version}", "-f", f"{here}/mass.awk"], stdout=f, check=True)
            counts.append(counted(check("mass0", "mass1", "example.com.")) - start)
        twice(kind, counts, 2.6)
    say("\n| the same with each zone | millions | twice as many | times |\n|---|---|---|---|")
    top = os.getcwd()
    for kind in ("edited", "gone", "listed"):
        counts = []
        for n in zones, 2 * zones:
            many_zones(kind, n)
            counts.append(counted([zonevet, "check", "-q"]) - start)
            os.chdir(top)
        twice(kind, counts, 2.1)


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    with open("policy.ini", "w") as f:
        f.write("[policy]\nextends = baseline\nfail-on = never\n")
    say(f"{records} records in the large zones, medians of {rounds}, {os.cpu_count()} processors")
    for work_of in (two_versions, rules, many_changes, another_order, one_version, repositories, plot, instructions,
                    growth):
        if only in work_of.__name__:
            work_of()
    os.chdir("/")
with open(f"{out}/bench.md", "w") as f:
    f.write("\n".join(lines) + "\n")
if os.environ.get("BENCH_README") and not only:
    readme()
sys.exit(failed)
