#!/bin/sh
# Patches of every make, laid over the base in memory.
. "$(dirname "$0")/lib.sh"

repository
zone 2026011502 'www 20 A 192.0.2.80' > zones/example.com.zone
git commit -qam bad
git diff HEAD~1 > "$scratch/git.patch"
git diff --no-prefix HEAD~1 > "$scratch/noprefix.patch"
git diff -U0 HEAD~1 > "$scratch/u0.patch"
git -c diff.mnemonicPrefix=true diff HEAD~1 > "$scratch/mnemonic.patch"
git format-patch -q --stdout HEAD~1 > "$scratch/mail.patch"
git show HEAD:zones/example.com.zone > "$scratch/new.zone"
git checkout -q HEAD~1
sed 's/$/\r/' "$scratch/git.patch" > "$scratch/crlf.patch"
diff -u zones/example.com.zone "$scratch/new.zone" |
	sed "s,$scratch/new.zone,zones/example.com.zone," > "$scratch/plain.patch"
mkdir -p "$scratch/a" "$scratch/b"
cp -R zones "$scratch/a" && cp -R zones "$scratch/b" && cp "$scratch/new.zone" "$scratch/b/zones/example.com.zone"
(cd "$scratch" && diff -ruN a b > r.patch || true)
for kind in git noprefix u0 mnemonic mail crlf plain r; do
	run 1 "$kind" zonevet check --patch "$scratch/$kind.patch"
	says "$kind" 'ttl-floor'
done
run 1 'standard input' sh -c "zonevet check --patch - < '$scratch/git.patch'"
run 1 'over a given base' zonevet check --base main~1 --patch "$scratch/git.patch"
run 2 'over the wrong base' zonevet check --base main --patch "$scratch/git.patch"
says 'over the wrong base' 'does not apply'

{ printf '; one\n; two\n'; cat zones/example.com.zone; } > moved && mv moved zones/example.com.zone
git commit -qam moved
run 1 'further down' zonevet check --patch "$scratch/git.patch"
says 'further down' 'lines further down'
says 'further down' 'was applied'
git checkout -q HEAD~1

git mv zones/example.com.zone zones/x.zone && git diff -M --cached > "$scratch/rename.patch"
git reset -q --hard
run 0 'a rename' zonevet check --patch "$scratch/rename.patch"
git rm -q zones/example.com.zone && git diff --cached > "$scratch/delete.patch"
git reset -q --hard
run 1 'a deletion' zonevet check --patch "$scratch/delete.patch"
says 'a deletion' 'zone-deleted'

head -n 8 "$scratch/git.patch" > "$scratch/cut.patch"
run 2 'cut off in a hunk' zonevet check --patch "$scratch/cut.patch"
says 'cut off in a hunk' 'cut off'
head -n 3 "$scratch/git.patch" > "$scratch/cut.patch"
run 2 'cut off in a header' zonevet check --patch "$scratch/cut.patch"
: > "$scratch/empty.patch"
run 2 'empty' zonevet check --patch "$scratch/empty.patch"
printf 'hello\n' > "$scratch/text.patch"
run 2 'no patch at all' zonevet check --patch "$scratch/text.patch"
printf '\000\001' > zones/binary.zone && git add -A && git diff --cached --binary > "$scratch/binary.patch"
git reset -q --hard
run 2 'binary' zonevet check --patch "$scratch/binary.patch"
says 'binary' 'binary'
sed 's,zones/,../../,g' "$scratch/git.patch" > "$scratch/out.patch"
run 2 'out of the repository' zonevet check --patch "$scratch/out.patch"
run 2 'no such file' zonevet check --patch "$scratch/nothing"

git config core.quotePath true
zone 1 | sed 's/example.com/xn--bcher-kva.example/' > 'zones/bücher zone.zone' && git add -A
git diff --cached > "$scratch/quoted.patch" && git reset -q --hard
run 0 'a new zone, its name quoted by git' zonevet check --patch "$scratch/quoted.patch"
says 'a new zone, its name quoted' 'xn--bcher-kva.example.'
{ zone 2026011502; printf 'b A 192.0.2.1'; } > zones/example.com.zone
git diff > "$scratch/nonewline.patch" && git commit -qam nonewline
zone 2026011503 'b A 192.0.2.1' > zones/example.com.zone
git diff > "$scratch/newline.patch" && git reset -q --hard HEAD~1
run 0 'no newline at the end' zonevet check --patch "$scratch/nonewline.patch"
says 'no newline at the end' 'b.example.com.'
run 2 'the second of two parts does not fit' zonevet check --patch "$scratch/newline.patch"
says 'the second of two parts' 'does not apply'
ln -s nothing zones/link.example.zone && git add -A && git diff --cached > "$scratch/link.patch"
git reset -q --hard
run 2 'a new symbolic link' zonevet check --patch "$scratch/link.patch"
says 'a new symbolic link' 'it changes a symbolic link'
zone 1 | sed 's/example.com/link.example/' > real.txt
ln -s ../real.txt zones/zz.link && ln -s zz.link zones/link.example.zone
git add -A && git commit -qm link
zone 2 'x 5 A 192.0.2.1' | sed 's/example.com/link.example/' > real.txt
git diff > "$scratch/target.patch" && git reset -q --hard
run 1 'the target of a link' zonevet check --patch "$scratch/target.patch"
says 'the target of a link' 'x.link.example.'
git rm -q real.txt && git diff --cached > "$scratch/target.patch" && git reset -q --hard
run 1 'the target of a link goes' zonevet check --patch "$scratch/target.patch"
says 'the target of a link goes' 'zone-deleted'
git reset -q --hard HEAD~1
{ cat "$scratch/git.patch"; echo '-- '; echo 2.39; } > "$scratch/signed.patch"
run 1 'a signature below' zonevet check --patch "$scratch/signed.patch"
sed 's/^@@ -[0-9]*,/@@ -999,/' "$scratch/git.patch" > "$scratch/far.patch"
run 1 'a hunk at a wrong line is found by its context' zonevet check --patch "$scratch/far.patch"
sed 's/^+\(.*2026011502.*\)/ \1/' "$scratch/git.patch" > "$scratch/counts.patch"
run 2 'counts that do not add up' zonevet check --patch "$scratch/counts.patch"
sed 's/^ mail A/ post A/' "$scratch/git.patch" > "$scratch/other.patch"
run 2 'other context' zonevet check --patch "$scratch/other.patch"
says 'other context' 'zones/example.com.zone'
run 2 'empty standard input' zonevet check --patch -

mkdir "$scratch/plainfolder" && cd "$scratch/plainfolder" && mkdir zones
zone 2026011501 > zones/example.com.zone
run 1 'over plain files' zonevet check --patch "$scratch/plain.patch"
finish
