#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC1091,SC2154,SC2016 # lib.sh; the scripts are for other shells
# What each shell offers, asked of the shell itself: every option of every --help, every command.
. "$(dirname "$0")/lib.sh"
completions=$(cd "$(dirname "$0")/../.." && pwd)/examples/completions

# A shell that completes its arguments: the words so far, the last one begun.
cat > "$scratch/bash" <<'SHELL'
. "$COMPLETIONS/zonevet.bash"
COMP_WORDS=(zonevet "$@")
COMP_CWORD=$#
_zonevet zonevet "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
SHELL
cat > "$scratch/zsh" <<'SHELL'
compdef() { : }
. "$COMPLETIONS/_zonevet"
words=(zonevet "$@")
CURRENT=$#words
typeset -a reply
_zonevet_reply && print -l -- ${(M)reply:#$words[CURRENT]*}
SHELL
cat > "$scratch/fish" <<'SHELL'
source "$COMPLETIONS/zonevet.fish"
complete -C "zonevet $argv" | string replace -r '\t.*' ''
SHELL
COMPLETIONS=$completions
export COMPLETIONS
offer() {
	shell=$1
	shift
	"$shell" "$scratch/$shell" "$@" 2> "$scratch/err" < /dev/null || :
}

# offers SHELL WORD ARGUMENT...: the word is among what the shell offers
offers() {
	shell=$1 word=$2
	shift 2
	offer "$shell" "$@" > "$scratch/out"
	if grep -qxF -- "$word" "$scratch/out" && [ ! -s "$scratch/err" ]; then ok "$shell: $* -> $word"; else
		cat "$scratch/err" >> "$scratch/out"
		not_ok "$shell: $* offers no $word"
	fi
}

repository
for shell in bash zsh fish; do
	if ! command -v "$shell" > /dev/null; then
		ok "skipped: $shell is not installed"
		continue
	fi
	for command in $(zonevet --help | sed -n 's/^  zonevet \([a-z]*\).*/\1/p' | sort -u); do
		offers "$shell" "$command" ''
		case $command in
		hook) word=install ;;
		policy) word=show ;;
		*) word= ;;
		esac
		offer "$shell" "$command" ${word:+"$word"} - > "$scratch/offered"
		zonevet "$command" --help | grep -oE -- '--[a-z][a-z-]*' | sort -u > "$scratch/options"
		sort -u "$scratch/offered" | comm -23 "$scratch/options" - > "$scratch/out"
		if [ ! -s "$scratch/out" ]; then ok "$shell: every option of $command"; else
			not_ok "$shell: options of $command that are not offered"
		fi
	done
	offers "$shell" show policy ''
	offers "$shell" uninstall hook ''
	offers "$shell" ttl-drop explain ttl-
	offers "$shell" ttl-drop policy show --rule ttl-
	offers "$shell" never check --fail-on n
	offers "$shell" json check -f j
	offers "$shell" json= check -o j
	offers "$shell" auto check --base a
	offers "$shell" main check --range m
	for format in text gcc json github; do offers "$shell" "$format" merge -f "$format"; done
done

# make install puts each where its shell looks
top=$completions/../..
run 0 'make install' make -s -C "$top" install DESTDIR="$scratch/root" PREFIX=/usr BUILD="$(dirname "$ZONEVET")"
for file in bash-completion/completions/zonevet zsh/site-functions/_zonevet fish/vendor_completions.d/zonevet.fish; do
	run 0 "installed: $file" test -s "$scratch/root/usr/share/$file"
done
run 0 'make uninstall' make -s -C "$top" uninstall DESTDIR="$scratch/root" PREFIX=/usr
find "$scratch/root" -type f > "$scratch/out"
run 0 'nothing is left' test ! -s "$scratch/out"
finish
