#!/usr/bin/env python3
"""The zones that print-oracle.sh compares, each with its origin.   corpus.py HERE [CORPUS]"""

import pathlib
import re
import sys

import oracle


def own_zones(here):
    for path in sorted((here.parent / "data" / "zones").glob("*.zone")):
        yield path, path.stem


def origin_of(path):
    """$ORIGIN or the SOA's owner, absolute, near the top; else None."""
    text = path.read_text(errors="replace")
    found = re.search(r"^\$ORIGIN\s+(\S+\.)\s", text, re.M | re.I)
    return found[1] if found else None


def table(folder, column):
    for row in (folder / "VERDICTS.tsv").read_text(errors="replace").splitlines():
        fields = row.split("\t")
        if not row.startswith("#") and len(fields) > column and (folder / fields[0]).is_file():
            yield folder / fields[0], fields[column]


def corpus_zones(corpus):
    for case in sorted((corpus / "changes").iterdir()):
        origin = re.search(r"^origin: (\S+)", (case / "case.txt").read_text(errors="replace"), re.M)
        for name in ("before.zone", "after.zone"):
            if (case / name).exists() and origin:
                yield case / name, origin[1]
    yield from table(corpus / "zones", 4)
    for folder in sorted((corpus / "series").iterdir()):
        log = "\n".join((folder / "log.tsv").read_text(errors="replace").splitlines()[:3])
        origin = re.search(r"\borigin[=:\t ]+([^\s;]+)", log)
        for path in sorted(folder.glob("*.zone"))[::10]:
            yield path, origin[1] if origin else folder.name
    for path, origin in table(corpus / "peers" / "bind-checkzone", 1):
        yield path, origin
    for path in sorted((corpus / "peers" / "bind-master").glob("*.data")):
        yield path, "test"


def main():
    here = pathlib.Path(sys.argv[1])
    corpus = pathlib.Path(sys.argv[2]) if sys.argv[2] else None
    pairs = list(own_zones(here))
    if corpus and corpus.is_dir():
        pairs += corpus_zones(corpus)
    arguments = [str(part) for pair in pairs for part in pair]
    return 1 if oracle.zones(arguments, oracle.exceptions(here / "print-oracle.exceptions")) else 0


if __name__ == "__main__":
    sys.exit(main())
