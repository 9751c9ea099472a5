#!/bin/sh
# A large staged file may be read from the work tree, but only while that holds the same bytes.
. "$(dirname "$0")/lib.sh"

# libgit2 1.5 leaks a reference whose object it cannot read; only whole stacks show that.
echo 'leak:git_revparse_ext' > "$scratch/lsan"
ASAN_OPTIONS=fast_unwind_on_malloc=0
LSAN_OPTIONS=suppressions=$scratch/lsan:print_suppressions=0
export ASAN_OPTIONS LSAN_OPTIONS

# large SERIAL RECORD: a zone of more than a megabyte
large() {
	printf '$TTL 3600\n@ SOA ns1 hostmaster %s 7200 3600 1209600 3600\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n' "$1"
	awk 'BEGIN { for (i = 0; i < 40000; i++) printf "host%06d A 192.0.2.%d ; filler\n", i, i % 250 + 1 }'
	printf '%s\n' "$2"
}
# The index is written a second after the file, so that git can trust what it noted.
stage() {
	touch -d '10 seconds ago' zones/example.com.zone
	git add zones
}

repository
large 2026011501 'www A 192.0.2.80' > zones/example.com.zone
stage
git commit -q -m large
large 2026011502 'www 20 A 192.0.2.80' > zones/example.com.zone
stage
run 1 'a bad change of a large zone' zonevet check
run 1 'the same, read whole' zonevet check --full
strace=$(command -v strace || true)
if [ -n "$strace" ]; then
	strace -f -e trace=openat -o trace zonevet check > /dev/null 2>&1 || true
	if grep -q 'zones/example.com.zone.*NOFOLLOW' trace; then ok "the work tree is read"; else not_ok "the work tree is read"; fi
	rm -f trace
fi

# The old version lies in the repository only: by itself, cut off, in a pack.
id=$(git rev-parse HEAD:zones/example.com.zone)
object=.git/objects/$(printf %.2s "$id")/${id#??}
cp "$object" whole
chmod u+w "$object"
for octets in 30000 100 1; do
	head -c "$octets" whole > "$object"
	run 2 "$octets octets of an old version" zonevet check
	says "$octets octets of an old version" 'zones/example.com.zone'
done
{ head -c 30000 whole; printf 'zonevet'; tail -c +30008 whole; } > "$object"
run 2 'an old version that is spoiled' zonevet check
cp whole "$object"
run 1 'the old version is whole again' zonevet check
for part in HEAD 'HEAD^{tree}' HEAD:zones; do
	id=$(git rev-parse "$part")
	other=.git/objects/$(printf %.2s "$id")/${id#??}
	mv "$other" kept
	head -c 30 kept > "$other"
	run 2 "$part is cut off" zonevet check --range HEAD..HEAD
	says "$part is cut off" 'git fsck --full'
	mv kept "$other"
done
python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(b"blob 99999999999999999999\0" + b"a" * 99))' > lie
mv -f lie "$object"
run 2 'an old version of another size than it says' zonevet check
cp whole "$object"
git repack -adq
rm whole
run 1 'the old version in a pack' zonevet check

large 2026011502 'www A 192.0.2.80' > zones/example.com.zone
run 1 'staged bad, then mended in the work tree only' zonevet check
git reset -q --hard

large 2026011502 'www A 192.0.2.80' > zones/example.com.zone
stage
run 0 'a harmless change' zonevet check
sed -i 's/^www A/www 20 A/; s/filler/fil/' zones/example.com.zone
run 0 'staged harmless, then spoiled in the work tree only' zonevet check
touch -d '10 seconds ago' zones/example.com.zone
run 0 'the same with an old time' zonevet check
git reset -q --hard

# With the same size and time only the inode and the change time tell.
large 2026011502 'www 3600 A 192.0.2.80' > zones/example.com.zone
stage
cp -p zones/example.com.zone copy
sed 's/^www 3600/www 0020/' copy > other
touch -r copy other
mv other zones/example.com.zone
run 0 'another file of the same size and time' zonevet check
rm -f copy
git reset -q --hard

printf '*.zone text eol=crlf\n' > .gitattributes
git add .gitattributes
rm zones/example.com.zone
git checkout -q zones/example.com.zone
large 2026011502 'www 20 A 192.0.2.80' | sed 's/$/\r/' > zones/example.com.zone
stage
run 1 'converted line ends: the blob is judged' zonevet check
says_not 'converted line ends' 'control character'

git reset -q --hard

# A large zone is not read for what it points at; who asks a small one's name still finds it.
large 2026011501 'alias CNAME www.other.example.' > zones/example.com.zone
zone 1 | sed 's/example\.com/other.example/' > zones/other.example.zone
git add zones
git commit -q -m 'two zones'
zone 2 | sed 's/example\.com/other.example/; /^www/d' > zones/other.example.zone
stage
run 1 'a name that a large zone points at' zonevet check
says 'a name that a large zone points at' 'alias.example.com. CNAME (zones/example.com.zone:40007)'
finish
