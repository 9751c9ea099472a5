"""Repositories whose staged change is judged in every format, and the reports of each.

changes.py FOLDER   writes them all: FOLDER/CHANGE.out/FORMAT"""

import os
import pathlib
import subprocess
import sys

FORMATS = """json sarif gitlab junit checkstyle rdjson rdjsonl tap markdown summary github azure
    teamcity gcc text""".split()

HEAD = b"""$ORIGIN %s
$TTL 3600
@ SOA ns1 host (
        %d ; serial
        14400 3600 1209600 300 )
@ NS ns1
@ NS ns2
ns1 A 192.0.2.1
ns2 A 192.0.2.2
"""

# Names and data that mean something to a terminal, a runner, a browser or a parser.
EVIL_OWNERS = [
    b"::error::owned", b"##[error]owned", b"##vso[task.complete]x", b"##teamcity[x]",
    b"<script>alert\\(1\\)</script>", b"`code`", b"``", b"a|b", b"\\|\\\\|x", b"[x]\\(http://evil.example/\\)",
    b"\\@octocat", b"{0}", b"*b*", b"~~s~~", b"#1", b"&amp\\;", b"]]>", b"'q'\\\"q\\\"", b"%0A", b"\\027[31mred",
    b"\\000\\255\\195\\040", b"\\226\\128\\174rtl", b"</code></td>", b"%s", b"\\$\\(id\\)", b"-->",
    b"x" * 63, b"\\255" * 60,
]
EVIL_TEXTS = [
    b'"::error::x" "\\010::error::x"', b'"##[error]" "##vso[x]"', b'"<script>alert(1)</script> <!-- -->"',
    b'"```" "````` ``"', b'"| a | b |" "\\\\| x"', b'"\\027]0;t\\007"', b'"@octocat #1 http://evil.example/ www.evil.example"',
    b'"]]> &#0; &lt;" "\'\\""', b'"\xe2\x80\xae\xff\xfe" "\x01\x02"', b'"a" "" " "', b'"\\013\\010"', b'"' + b"`" * 200 + b'"',
]
EVIL_FILES = [
    b"zones/\n::error file=x::owned ##[error]\x1b[31m,%0A:.zone", b"zones/a|b `c` <d> & \"e\" 'f'.zone",
    b"zones/\xff\xfe\xe2\x80\xae##vso[x].zone", b"zones/]]> --> $(id) #1 @octocat.zone",
    b"zones/z\xc3\xb6ne/\xe4\xbe\x8b.zone", b"zones/%41 ?x#y [a](b) ~c~.zone",
]


class Repository:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.new = {}
        self.arguments = []
        self.git("init", "-q", "-b", "main")
        self.write(b"zonevet.ini", b"[policy]\nextends = baseline\n[zones]\nfiles = zones/**\n")

    def git(self, *arguments):
        done = subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True)
        return done.stdout

    def write(self, path, data):
        full = os.path.join(os.fsencode(self.folder), path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(data)

    def remove(self, path):
        os.unlink(os.path.join(os.fsencode(self.folder), path))

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    def staged(self, path):
        """The bytes of a file of the new version, None: it has none."""
        if path not in self.new:
            done = subprocess.run([b"git", b"show", b":" + path], cwd=self.folder, capture_output=True)
            self.new[path] = done.stdout if done.returncode == 0 else None
        return self.new[path]


def zone(origin, serial, *lines):
    return HEAD % (origin, serial) + b"".join(line + b"\n" for line in lines)


def many(r, before, after, path=b"zones/example.com.zone", origin=b"example.com."):
    r.write(path, zone(origin, 1, *before))
    r.commit()
    r.write(path, zone(origin, 2, *after))


def plain(r):
    many(r, [b"www 86400 A 192.0.2.80", b"@ MX 10 mail", b"mail A 192.0.2.25"],
         [b"www\t30 A 192.0.2.80", b"@ MX 10 nowhere", b"mail A 192.0.2.25"])


def removed(r):
    """What goes away has no line of its own: same RRset, same owner, cut, serial."""
    many(r, [b"set A 192.0.2.1", b"set A 192.0.2.2", b"own A 192.0.2.3", b"own TXT x",
             b"sub NS ns.sub", b"sub NS ns2.sub", b"ns.sub A 192.0.2.4", b"ns2.sub A 192.0.2.5",
             b"gone A 192.0.2.6", b"mail MX 10 gone"],
         [b"set 60 A 192.0.2.1", b"own TXT x", b"sub NS ns.sub", b"sub NS ns2.sub",
          b"ns.sub A 192.0.2.4", b"mail MX 10 gone"])


def deleted(r):
    r.write(b"zones/other.zone", zone(b"other.example.", 1))
    many(r, [b"www A 192.0.2.80"], [])
    r.remove(b"zones/example.com.zone")


def waived(r):
    plain(r)
    r.git("reset", "-q", "--hard")
    r.write(b"zonevet.ini", b"[policy]\nextends = baseline\n[zones]\nfiles = zones/**\n"
            b"[waiver \"OPS-1\"]\nrule = ttl-drop\nowners = www.example.com.\ntypes = A\n"
            b"expires = 2026-02-01\nticket = OPS-1\n")
    r.commit()
    r.write(b"zones/example.com.zone", zone(b"example.com.", 2, b"www 30 A 192.0.2.80",
                                            b"@ MX 10 mail", b"mail A 192.0.2.25"))


def unreadable(r):
    many(r, [b"www A 192.0.2.80"], [b"www A ::error::x", b"x BOGUS ##[error]", b"\xff\x01 A 1"])


def nothing(r):
    many(r, [b"www A 192.0.2.80"], [b"www A 192.0.2.80"])
    r.commit()


def hostile_names(r):
    many(r, [owner + b" 86400 A 192.0.2.9" for owner in EVIL_OWNERS],
         [owner + b" 30 A 192.0.2.9" for owner in EVIL_OWNERS] +
         [b"t%d TXT " % i + text for i, text in enumerate(EVIL_TEXTS)] +
         [b"mx MX 10 " + owner + b".nowhere" for owner in EVIL_OWNERS[:10]])


def hostile_files(r):
    for serial, ttl in (1, 86400), (2, 30):
        r.commit()
        for i, path in enumerate(EVIL_FILES):
            r.write(path, zone(b"e%d.example." % i, serial, b"www %d A 192.0.2.80" % ttl,
                               b"old A 192.0.2.81" if serial == 1 else b"; \xe2\x80\xae ##[x]"))


def crowd(r):
    """More than any limit of a comment, and equal lines."""
    before = [b"h%d 86400 TXT \"%s\"" % (i, b"x" * 200) for i in range(300)]
    many(r, before, [line.replace(b"86400", b"30") for line in before])
    for i in range(60):
        r.write(b"zones/z%d.zone" % i, zone(b"z%d.example." % i, 1, b"www 30 A 192.0.2.1"))


def no_verdict(r):
    plain(r)
    r.arguments = ["--range", "::error::nosuch..HEAD"]


CHANGES = {f.__name__: f for f in (plain, removed, deleted, waived, unreadable, nothing,
                                   hostile_names, hostile_files, crowd, no_verdict)}


def reports(repository, out):
    """Exit code, and each format's bytes."""
    out.mkdir(parents=True)
    code, command = None, [os.environ["ZONEVET"], "check", "--now", "2026-01-15T12:00:00Z"]
    for first in range(0, len(FORMATS), 8):     # as many outputs as one run writes
        outputs = [word for name in FORMATS[first:first + 8]
                   for word in ("-o", f"{name}={out / name}")]
        done = subprocess.run([*command, *outputs, *repository.arguments], cwd=repository.folder,
                              capture_output=True, stdin=subprocess.DEVNULL)
        assert code in (None, done.returncode), (code, done)
        code = done.returncode
    return code, {name: (out / name).read_bytes() for name in FORMATS}


def settle():
    """No setting of the user or of a hook reaches git."""
    os.environ.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="ops",
                      GIT_AUTHOR_EMAIL="ops@dns.example", GIT_COMMITTER_NAME="ops",
                      GIT_COMMITTER_EMAIL="ops@dns.example")
    for name in "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE":
        os.environ.pop(name, None)


def main(folder):
    settle()
    for name, make in CHANGES.items():
        repository = Repository(f"{folder}/{name}")
        make(repository)
        repository.git("add", "-A")
        reports(repository, pathlib.Path(f"{folder}/{name}.out"))


if __name__ == "__main__":
    main(sys.argv[1])
