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

mkdir "$scratch/plainfolder" && cd "$scratch/plainfolder" && mkdir zones
zone 2026011501 > zones/example.com.zone
run 1 'over plain files' zonevet check --patch "$scratch/plain.patch"
finish
