#!/usr/bin/env python3
"""Reads every format as its consumer does and compares with the JSON report.   consumers.py HERE [CHANGE...]"""

import functools
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree

import jsonschema

import changes

DATA = None


# --- what all readers share ---------------------------------------------------------------------

def plain(text):
    """DNS presentation form without its \\DDD, so that equal values are equal."""
    return re.sub(r"\\([0-9]{3})", lambda m: chr(int(m[1])), text)


def safe(text):
    """Nothing that a terminal or a runner acts on."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", text), text
    assert "##" not in text, text
    assert not re.search(r"^ *::", text, re.M), text


def closed(schema):
    """The schema with every object closed: a member that it does not name is a fault."""
    if isinstance(schema, dict):
        out = {key: closed(value) for key, value in schema.items()}
        if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
            out["additionalProperties"] = False
        return out
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


@functools.cache
def schema(name, top=False):
    return json.loads((DATA.parent.parent / "examples" / name if top else DATA / name).read_text())


def sentence(f):
    """What must be said of a finding."""
    return plain(f["message"])


def octets(path):
    """A path of the JSON report as bytes: octets that are no UTF-8 are \\DDD in it."""
    return re.sub(rb"\\([0-9]{3})", lambda m: bytes([int(m[1])]), path.encode())


# --- formats -----------------------------------------------------------------------------------------

def check_json(got, report, _repository):
    text = got.decode("ascii")
    safe(text)
    full = schema("report.schema.json", True)
    jsonschema.Draft202012Validator.check_schema(full)
    jsonschema.Draft202012Validator(closed(full)).validate(report)
    if len(report["findings"]) > 5:
        return                          # the same for each, and slow
    missing = [key for key in report if not broken(full, {k: v for k, v in report.items() if k != key})]
    assert not missing, missing
    for name in "findings", "zones":
        for key in report[name][0] if report[name] else ():
            less = {k: v for k, v in report[name][0].items() if k != key}
            assert broken(full, {**report, name: [less]}), (name, key)


def broken(full, report):
    return not jsonschema.Draft202012Validator(full).is_valid(report)


@functools.cache
def line_hashes(data):
    """primaryLocationLineHash of every line, as github/codeql-action computes it."""
    units = data.decode("utf-8", "replace").encode("utf-16-le")
    stream = [int.from_bytes(units[i:i + 2], "little") for i in range(0, len(units), 2)]
    window, starts, value, at, seen, out = [0] * 100, [False] * 100, 0, 0, {}, []
    mask, first = (1 << 64) - 1, pow(37, 100, 1 << 64)

    def push(unit, start):
        nonlocal value, at
        if starts[at]:
            seen[value] = seen.get(value, 0) + 1
            out.append("%x:%d" % (value, seen[value]))
        value = (37 * value + unit - first * window[at]) & mask
        window[at], starts[at], at = unit, start, (at + 1) % 100

    start, cr = True, False
    for unit in stream + [65535]:
        if unit in (32, 9) or (cr and unit == 10):
            cr = False
            continue
        cr = unit == 13
        unit = 10 if cr else unit
        push(unit, start)
        start = unit == 10
    for _ in range(100):
        push(0, False)
    return out


def check_place(repository, path, line):
    data = repository.staged(path)
    assert data is not None, (path, "is not in the new version")
    lines = data.split(b"\n")
    assert 1 <= line <= len(lines), (path, line)
    return data, lines[line - 1]


def check_sarif(got, report, repository):
    text = got.decode("ascii")
    safe(text)
    document = json.loads(text)
    jsonschema.Draft202012Validator(schema("sarif-2.1.0.schema.json")).validate(document)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert rules        # GitHub refuses a run without any
    if report["verdict"] == "error":
        first = run["results"].pop(0)
        assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "verdict-missing"
        assert first["level"] == "error" and report["error"].split("\n")[0] in first["message"]["text"]
    own = [r["id"] for r in rules if r["id"] != "verdict-missing"]
    assert own == sorted(own)
    for rule in rules:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 10 and rule["help"]["markdown"]
        for relation in rule["relationships"]:
            target = relation["target"]
            taxonomy = run["taxonomies"][target["toolComponent"]["index"]]
            assert taxonomy["name"] == target["toolComponent"]["name"]
            assert taxonomy["taxa"][target["index"]]["id"] == target["id"]
    findings = [f for f in report["findings"] if not f["waiver"]]
    assert len(run["results"]) == len(findings)
    prints = set()
    for result, f in zip(run["results"], findings):
        check_result(result, f, run, repository)
        prints.add(result["partialFingerprints"]["zonevetFinding/v1"])
    assert len(prints) == len(findings)
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == {"pass": 0, "warn": 0, "block": 1, "error": 2}[report["verdict"]]
    assert invocation["executionSuccessful"] == (report["verdict"] != "error")
    told = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    assert any("Waived" in t for t in told) == any(f["waiver"] for f in report["findings"])
    assert any(n["level"] == "error" for n in invocation["toolExecutionNotifications"]) == \
        (report["verdict"] == "error")


def check_result(result, f, run, repository):
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] == f["rule"] and result["level"] == f["severity"]
    text = result["message"]["text"]
    assert sentence(f) in plain(text), (text, f)
    assert "](" not in text and not re.search("[{}]", text), text
    assert result["partialFingerprints"]["zonevetFinding/v1"].startswith(f["fingerprint"])
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    artifact = run["artifacts"][physical["artifactLocation"]["index"]]
    assert artifact["location"]["uri"] == physical["artifactLocation"]["uri"]
    path = urllib.parse.unquote_to_bytes(physical["artifactLocation"]["uri"])
    region = physical["region"]
    data, line = check_place(repository, path, region["startLine"])
    assert result["partialFingerprints"]["primaryLocationLineHash"] == \
        line_hashes(data)[region["startLine"] - 1]
    if "snippet" in region and line.isascii() and line.replace(b"\t", b"").decode().isprintable():
        assert region["snippet"]["text"].encode() == \
            line[region["startColumn"] - 1:region["endColumn"] - 1]
    if f["side"] == "after" and f["line"]:
        assert path == octets(f["path"]) and region["startLine"] == f["line"]
    if f["side"] == "before" and f["path"]:
        (related,) = result["relatedLocations"]
        was = related["physicalLocation"]
        assert urllib.parse.unquote_to_bytes(was["artifactLocation"]["uri"]) == octets(f["path"])
        assert "It was at" in text


def check_gitlab(got, report, repository):
    text = got.decode("ascii")
    safe(text)
    issues = json.loads(text)
    jsonschema.validate(issues, schema("gitlab.schema.json"))
    assert len({i["fingerprint"] for i in issues}) == len(issues)
    if report["verdict"] == "error":
        assert issues[0]["severity"] == "blocker"
        issues = issues[1:]
    assert len(issues) == len(report["findings"])
    for issue, f in zip(issues, report["findings"]):
        assert issue["check_name"] == f["rule"] and issue["description"].startswith(f["rule"] + ": ")
        assert sentence(f) in plain(issue["description"])
        assert issue["severity"] == {"error": "critical", "warning": "major", "note": "info"}[f["severity"]]
        check_place(repository, octets(issue["location"]["path"]), issue["location"]["lines"]["begin"])


def xml_of(got, name):
    text = got.decode()
    safe(text)
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", DATA / name, "-"], input=got,
                          capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return xml.etree.ElementTree.fromstring(text)


def check_junit(got, report, _repository):
    top = xml_of(got, "junit.xsd")
    texts = [(case.get("name"), plain(child.text or "")) for case in top.iter("testcase") for child in case]
    for f in report["findings"]:
        assert any(name == f["rule"] and sentence(f) in text for name, text in texts), f
    lines = sum(text.count("[%s]\n" % name) for name, text in texts)
    assert lines == len(report["findings"])
    broken_zones = {f["zone"] for f in report["findings"] if f["rule"] == "syntax-load" and
                    f["severity"] == "error"}
    for suite in top:
        if suite.get("name") in broken_zones:       # only what was judged may have passed
            passed = [case.get("name") for case in suite.findall("testcase") if len(case) == 0]
            assert all(re.match("syntax-|ownership-", name) for name in passed), passed
    bad = len(list(top.iter("failure"))) + len(list(top.iter("error")))
    assert (bad > 0) == (report["verdict"] in ("block", "error"))
    for element in [top, *top.iter("testsuite")]:
        cases = list(element.iter("testcase"))
        assert int(element.get("tests")) == len(cases)
        for key, tag in ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"):
            assert int(element.get(key)) == sum(len(case.findall(tag)) for case in cases)


def check_checkstyle(got, report, repository):
    top = xml_of(got, "checkstyle.xsd")
    rows = [(file.get("name"), row) for file in top for row in file]
    if report["verdict"] == "error":
        assert rows[0][1].get("source").startswith("zonevet.verdict.")
        rows = rows[1:]
    assert len(rows) == len(report["findings"])
    for f in report["findings"]:
        family = f["rule"].split("-")[0]
        assert any(row.get("source") == f"zonevet.{family}.{f['rule']}" and
                   sentence(f) in plain(row.get("message")) and
                   row.get("severity") == f["severity"].replace("note", "info") for _, row in rows), f
    for name, row in rows:
        check_place(repository, octets(name), int(row.get("line")))


def check_rdjson(got, report, repository):
    safe(got.decode("ascii"))
    document = json.loads(got)
    diagnostics = document["diagnostics"]
    if report["verdict"] == "error":
        assert diagnostics[0]["severity"] == "ERROR" and diagnostics[0]["code"]["value"] == "zonevet"
        diagnostics = diagnostics[1:]
    assert len(diagnostics) == len(report["findings"])
    for d, f in zip(diagnostics, report["findings"]):
        assert sentence(f) in plain(d["message"]) and not re.search("[@<`]", d["message"])
        assert d["code"]["value"] == f["rule"]
        assert d["severity"] == {"error": "ERROR", "warning": "WARNING", "note": "INFO"}[f["severity"]]
        check_place(repository, octets(d["location"]["path"]), d["location"]["range"]["start"]["line"])


def check_rdjsonl(got, report, repository):
    lines = [json.loads(line) for line in got.decode("ascii").splitlines()]
    check_rdjson(json.dumps({"diagnostics": lines}).replace("##", "#\\u0023").encode(), report, repository)


def check_tap(got, report, _repository):
    text = got.decode("ascii")
    safe(text)
    with tempfile.NamedTemporaryFile() as file:
        file.write(got)
        file.flush()
        done = subprocess.run(["prove", "--exec", "cat", file.name], capture_output=True, text=True)
    failed = report["verdict"] in ("block", "error")
    assert (done.returncode != 0) == failed, done.stdout
    assert "Parse errors" not in done.stdout + done.stderr, done.stdout
    assert re.match(r"TAP version 13\n1\.\.[0-9]+\n", text)
    assert int(text.split("\n")[1][3:]) == len(re.findall(r"^(?:not )?ok [0-9]+ - ", text, re.M))
    messages = [plain(json.loads(m)) for m in re.findall(r'^    - message: (".*")$', text, re.M)]
    assert len(messages) == len(report["findings"])
    for f in report["findings"]:
        assert any(sentence(f) in m for m in messages), f


class Page(html.parser.HTMLParser):
    """The elements, and the cells of tables as text."""

    EMPTY = {"hr", "br"}
    ALLOWED = {"h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "details",
               "summary", "pre", "sub", "ul", "li"}

    def __init__(self, text):
        super().__init__()
        self.open, self.rows, self.text, self.tags = [], [], "", set()
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        assert tag in self.ALLOWED, (tag, attrs)
        assert all(name in ("lang", "class") for name, _ in attrs), (tag, attrs)
        self.tags.add(tag)
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data
        if self.open and ("td" in self.open or "th" in self.open):
            self.rows[-1][-1] += data

    def handle_comment(self, data):
        assert data == " zonevet:report:v1 ", data


def check_markdown(got, report, _repository, most=60000, shown=20):
    text = got.decode()
    assert len(text) <= most and text.startswith("<!-- zonevet:report:v1 -->\n### "), len(text)
    safe(text.replace("\n### ", "\n", 1))
    done = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "tagfilter",
                           "-e", "strikethrough"], input=got, capture_output=True, check=True)
    page = Page(done.stdout.decode())
    word = {"pass": "passed", "warn": "passed with warnings", "block": "blocked", "error": "not judged"}
    assert f"zonevet: {word[report['verdict']]}" in page.text
    rows = [row for row in page.rows if row[1] != "Rule"]
    assert len(rows) == min(len(report["findings"]), shown), len(rows)
    for row, f in zip(rows, report["findings"]):
        severity, rule, where, what = row
        assert severity.endswith(f["severity"]) and rule == f["rule"], row
        assert sentence(f)[:100] in plain(what) or len(what) > 240, (what, f)
        if f["path"] and f["line"] and f["path"].isascii() and f["path"].isprintable() and \
                not re.search(r'["\\]|##|^ |^::', f["path"]):
            assert where.startswith(f"{f['path']}:{f['line']}"), (where, f["path"])
    for f in report["findings"]:
        if f["waiver"]:
            assert f["waiver"] in page.text
    if len(report["zones"]) <= 2:
        for zone in report["zones"]:
            assert zone["origin"] in page.text


def check_summary(got, report, repository):
    check_markdown(got, report, repository, 900 * 1024, 500)


def undo(text, table):
    for escaped, char in table:
        text = text.replace(escaped, char)
    return text


def check_github(got, report, _repository):
    """The runner takes a line whose first word is ::name, and ##[name] anywhere."""
    text = got.decode("ascii")
    assert not re.search(r"[^\n -~]|##", text)
    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    kinds = {"error": "error", "warning": "warning", "note": "notice"}
    counts = {kind: 0 for kind in kinds.values()}
    for line in commands:
        kind, keys, message = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line).groups()
        counts[kind] += 1
        pairs = dict(part.split("=", 1) for part in keys.split(","))
        assert set(pairs) <= {"file", "line", "col", "title"}, line
        said = undo(message, [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])
        rule = pairs["title"].replace("zonevet ", "")
        if rule in {f["rule"] for f in report["findings"]}:
            assert any(f["rule"] == rule and sentence(f) in plain(said) for f in report["findings"]), said
    assert all(n <= 10 for n in counts.values()), counts
    for severity, kind in kinds.items():
        n = report["counts"][severity] + (severity == "error" == report["verdict"])
        assert counts[kind] == min(n, 10), (kind, counts, n)


def check_azure(got, report, _repository):
    text = got.decode("ascii")
    assert not re.search(r"[^\n -~]", text)
    commands = re.findall(r"##.*", text)
    issues = [re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", c).groups() for c in commands]
    assert all(c.startswith("##vso[task.logissue ") and c.count("##") == 1 for c in commands)
    findings = [f for f in report["findings"] if f["severity"] != "note"]
    issues = issues[1:] if report["verdict"] == "error" else issues
    assert len(issues) == len(findings)
    for (keys, said), f in zip(issues, findings):
        pairs = dict(part.split("=", 1) for part in keys.strip(";").split(";"))
        assert pairs["type"] == f["severity"] and pairs["code"] == f["rule"], pairs
        assert sentence(f) in plain(said.replace("%AZP25", "%")), said


def check_teamcity(got, report, _repository):
    text = got.decode("ascii")
    assert not re.search(r"[^\n -~]", text)
    value = r"'((?:[^'|\[\]]|\|.)*)'"
    types, messages = [], []
    for line in re.findall(r".*##.*", text):
        kind, rest = re.fullmatch(r"##teamcity\[(inspectionType|inspection)((?: \w+=%s)+)\]" % value, line).groups()[:2]
        pairs = {k: re.sub(r"\|(.)", r"\1", v) for k, v in re.findall(r" (\w+)=" + value, rest)}
        if kind == "inspectionType":
            types.append(pairs["id"])
        else:
            assert pairs["typeId"] in types
            messages.append((pairs["typeId"], plain(pairs["message"])))
    messages = messages[1:] if report["verdict"] == "error" else messages
    assert len(messages) == len(report["findings"]) and len(types) == len(set(types))
    for (rule, said), f in zip(messages, report["findings"]):
        assert rule == f["rule"] and sentence(f) in said, said


CHECKS = {name.removeprefix("check_"): check for name, check in list(globals().items())
          if name.removeprefix("check_") in changes.FORMATS}


# --- the run ------------------------------------------------------------------------------------------

def main():
    global DATA
    DATA = pathlib.Path(sys.argv[1]).resolve().parent / "data"
    passed = failed = 0
    changes.settle()
    with tempfile.TemporaryDirectory() as top:
        for name, make in changes.CHANGES.items():
            if sys.argv[2:] and name not in sys.argv[2:]:
                continue
            repository = changes.Repository(f"{top}/{name}")
            make(repository)
            repository.git("add", "-A")
            code, got = changes.reports(repository, pathlib.Path(f"{top}/{name}.out"))
            again = changes.reports(repository, pathlib.Path(f"{top}/{name}.again"))
            report = json.loads(got["json"])
            for form in changes.FORMATS:
                try:
                    assert (code, got[form]) == (again[0], again[1][form]), "not deterministic"
                    if form in CHECKS:
                        CHECKS[form](got[form], report, repository)
                    print(f"ok - {name} {form}")
                    passed += 1
                except Exception as fault:      # whatever a reader stumbles over
                    print(f"not ok - {name} {form}: {type(fault).__name__} {str(fault)[:1500]}")
                    failed += 1
                    if os.environ.get("TRACE"):
                        raise
    full = closed(schema("report.schema.json", True))
    for golden in sorted(DATA.parent.glob("cases/*/*/expected.json")):
        report = json.loads(golden.read_text().rsplit("exit ", 1)[0])
        if jsonschema.Draft202012Validator(full).is_valid(report):
            passed += 1
        else:
            print(f"not ok - {golden.parent.name}: not as the schema says")
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
