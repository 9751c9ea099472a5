#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1091,SC2154 # lib.sh
# The recipes for editors, read by the editors where they are installed.
. "$(dirname "$0")/lib.sh"
editors=$(cd "$(dirname "$0")/../.." && pwd)/examples/editors
repository
zone 2026011502 'blog 5 A 192.0.2.81' 'new A 192.0.2.82' > zones/example.com.zone
want='zones/example.com.zone 11 10'

# is_vim PROGRAM: one that runs scripts
is_vim() { [ "$("$1" -e -s -u NONE -c 'verbose echo has("eval")' -c q 2>&1 < /dev/null | tr -d '\r\n ')" = 1 ]; }
if command -v vim > /dev/null && is_vim vim; then
	cat > "$scratch/test.vim" <<'VIM'
execute 'source ' . $EDITORS . '/zonevet.vim'
edit zones/example.com.zone
Zonevet
let g:out = map(filter(getqflist(), 'v:val.valid'), {_, q -> join([bufname(q.bufnr), q.lnum, q.col, q.type, q.text])})
for s:f in ZonevetHandle(1, ['zones/a.zone:3:4: warning: a message: with [brackets] [ttl-floor]', 'other'])
  call add(g:out, join([s:f.lnum, s:f.col, s:f.type, s:f.code, s:f.text]))
endfor
call writefile(g:out, $OUT)
qall!
VIM
	: > "$scratch/vim.out"
	EDITORS=$editors OUT=$scratch/vim.out timeout 30 vim -N -e -s -u NONE -S "$scratch/test.vim" < /dev/null > "$scratch/vim.log" 2>&1 || :
	cp "$scratch/vim.out" "$scratch/out"
	says 'Vim: file, line and column' "$want e blog.example.com. A: TTL 5 is below the floor"
	says 'Vim: for ALE' '3 4 W ttl-floor a message: with [brackets]'
else
	ok 'skipped: no vim that runs scripts is installed'
fi

if command -v emacs > /dev/null; then
	cat > "$scratch/test.el" <<'LISP'
(load (expand-file-name "zonevet-flymake.el" (getenv "EDITORS")))
(find-file "zones/example.com.zone")
(let (found)
  (zonevet-flymake (lambda (list &rest _) (setq found (or list t))))
  (with-timeout (30) (while (not found) (accept-process-output nil 0.1)))
  (dolist (d (if (listp found) found nil))
    (princ (format "%d %s %s\n" (line-number-at-pos (flymake-diagnostic-beg d))
                   (flymake-diagnostic-type d) (flymake-diagnostic-text d)))))
LISP
	EDITORS=$editors run 0 'Emacs runs' emacs -Q --batch -l "$scratch/test.el"
	says 'Emacs: a diagnostic' '11 :error blog.example.com. A: TTL 5 is below the floor'
else
	ok 'skipped: emacs is not installed'
fi

python3 - "$editors/tasks.json" > "$scratch/out" <<'PYTHON'
import json, re, subprocess, sys

task = json.load(open(sys.argv[1]))["tasks"][0]
arguments = [a.replace("${relativeFile}", "zones/example.com.zone") for a in task["args"]]
run = subprocess.run([task["command"], *arguments], capture_output=True, text=True)
pattern = task["problemMatcher"]["pattern"]
print("exit", run.returncode)
for line in run.stdout.splitlines():
	m = re.search(pattern["regexp"], line)
	if m:
		print(*(m.group(pattern[k]) for k in ("file", "line", "column", "severity", "code", "message")))
PYTHON
says 'VS Code: the task judges' 'exit 1'
says 'VS Code: its problem matcher' "$want error ttl-floor blog.example.com. A: TTL 5 is below the floor"
finish
