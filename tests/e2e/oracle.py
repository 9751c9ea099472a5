#!/usr/bin/env python3
"""`zonevet print` held against named-compilezone, record for record.

    oracle.py lines FILE EXCEPTIONS        each line of FILE in a small zone of its own
    oracle.py zones EXCEPTIONS FILE ORIGIN [FILE ORIGIN...]

What BIND accepts must give the same records, what it refuses must be refused.  Letter case of
names, white space and the grouping of base64 and hex do not count.  EXCEPTIONS: "KEY<tab>reason"
a line, where KEY is the line's text, or the end of the file's path.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ZONEVET = os.environ["ZONEVET"]
OWN = pathlib.Path(__file__).resolve().parent.parent / "data" / "zones"
BIND = ["named-compilezone", "-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore",
        "-s", "full", "-o", "-"]
HEAD = "$TTL 300\n@ IN SOA ns1 host 1 2 3 4 5\n@ IN NS ns1\nns1 IN A 192.0.2.9\n"
# Types whose data is text that must stay octet for octet; in all others case is no matter.
TEXT = {"TXT", "SPF", "HINFO", "CAA", "URI", "NAPTR", "X25", "ISDN", "AVC", "NINFO", "RESINFO",
        "WALLET", "GPOS", "DOA"}
BASE64 = {"DNSKEY", "CDNSKEY", "KEY", "RKEY", "RRSIG", "SIG", "CERT", "DHCID", "OPENPGPKEY",
          "IPSECKEY", "HIP", "SINK", "HHIT"}


def records(text):
    """owner, TTL, type and data of each line, normalised."""
    found = set()
    text = text.replace("dohpath=", "key7=")        # RFC 9461; BIND 9.18 prints the number
    for line in text.splitlines():
        fields = line.split(None, 4)
        if len(fields) < 4 or line.startswith(";"):
            continue
        owner, ttl, _, rrtype = fields[:4]
        data = fields[4] if len(fields) > 4 else ""
        if rrtype not in TEXT:
            data = re.sub(r"\s+;.*$", "", data)
            if rrtype not in BASE64:
                data = data.lower()
        data = re.sub(r"[ \t]+", "" if rrtype in BASE64 | {"DS", "CDS", "DLV", "TA", "TLSA", "SMIMEA",
                      "SSHFP", "ZONEMD"} or data.startswith("\\#") else " ", data.strip())
        if rrtype in BASE64:
            data = re.sub(r"([a-z0-9.-]+\.)", lambda m: m[0].lower(), data, flags=re.I) \
                if rrtype in ("RRSIG", "SIG") else data
        found.add((owner.lower(), ttl, rrtype, data))
    return found


def canonical(owner):
    """What RFC 4034 section 6.1 sorts an owner by: its labels in lower case, the uppermost first."""
    labels = re.findall(r"(?:\\\d{3}|\\.|[^.\\])+", owner.lower())
    octets = (re.sub(r"\\(\d{3}|.)", lambda m: chr(int(m[1])) if len(m[1]) == 3 else m[1], label)
              for label in labels)
    return list(octets)[::-1]


def out_of_order(text):
    """The first owner that stands before one that belongs in front of it; None: all are in order."""
    owners = [line.split(None, 1)[0] for line in text.splitlines()]
    for one, other in zip(owners, owners[1:]):
        if one != other and canonical(one) >= canonical(other):
            return other
    return None


def both(folder, name, origin):
    bind = subprocess.run(BIND + [origin, name], cwd=folder, capture_output=True)
    ours = subprocess.run([ZONEVET, "print", "--origin", origin, name], cwd=folder, capture_output=True)
    return bind, ours


def compare(folder, name, origin, good=False):
    """None when they agree, else what differs.  `good`: both have to take it."""
    bind, ours = both(folder, name, origin)
    if ours.returncode not in (0, 1):
        return "zonevet exit %d: %s" % (ours.returncode, ours.stderr.decode("utf-8", "replace").strip()[:200])
    if bind.returncode != 0:
        said = bind.stderr + bind.stdout
        return None if ours.returncode and not good else "BIND refuses: %s" % said.decode("utf-8", "replace").strip()[:200]
    if ours.returncode != 0:
        return "BIND accepts, we say: %s" % ours.stderr.decode("utf-8", "replace").strip()[:200]
    left = records(bind.stdout.decode("latin-1"))
    right = records(ours.stdout.decode("latin-1"))
    late = out_of_order(ours.stdout.decode("latin-1"))
    if late is not None:
        return "not in canonical order: %s" % late
    if left == right:
        return None
    return "only BIND: %s; only we: %s" % (sorted(left - right)[:2], sorted(right - left)[:2])


def exceptions(path):
    rows = (row.split("\t", 1) for row in pathlib.Path(path).read_text().splitlines()
            if row and not row.startswith(";"))
    return {key: reason for key, reason in rows}


def report(results, allowed, matches):
    passed = failed = 0
    used = set()
    for key, difference in results:
        excuse = next((e for e in allowed if matches(key, e)), None)
        if difference is None:
            passed += 1
        elif excuse is not None:
            used.add(excuse)
            passed += 1
        else:
            failed += 1
            print("not ok - %s\n    %s" % (key, difference))
    for stale in sorted(set(allowed) - used):
        print("; exception not needed here: %s" % stale)
    print("; %d exceptions used" % len(used))
    print("%d passed, %d failed" % (passed, failed))
    return failed


def lines(path, allowed):
    text = [row for row in pathlib.Path(path).read_text().split("\n")
            if row.strip() and not row.startswith("!###")]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        def one(item):
            number, row = item
            name = "z%d" % number
            (pathlib.Path(folder) / name).write_text(HEAD + row + "\n")
            return row, compare(folder, name, "example.org")
        results = list(pool.map(one, enumerate(text)))
    return report(results, allowed, lambda key, e: key.strip() == e.strip())


def zones(arguments, allowed):
    pairs = list(zip(arguments[::2], arguments[1::2]))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        def one(pair):
            path = pathlib.Path(pair[0])
            return pair[0], compare(path.parent, path.name, pair[1], path.resolve().parent == OWN)
        results = list(pool.map(one, pairs))
    return report(results, allowed, lambda key, e: key.endswith(e))


def main():
    if sys.argv[1] == "lines":
        failed = lines(sys.argv[2], exceptions(sys.argv[3]))
    else:
        failed = zones(sys.argv[3:], exceptions(sys.argv[2]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
