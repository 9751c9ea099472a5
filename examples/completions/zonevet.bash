# SPDX-License-Identifier: BSD-2-Clause
# bash: words of zonevet's command line, asked of zonevet itself, so that they are never old.

_zonevet_words() { # the words that `zonevet --help` has behind the program's name
	zonevet --help 2>/dev/null | sed -n "s/^  zonevet $1\([a-z][a-z-]*\).*/\1/p" | sort -u
	case $1 in
	'') printf '%s\n' explain hook policy ;;
	'hook ') printf '%s\n' install uninstall status pre-commit pre-receive ;;
	esac
}

_zonevet_formats() {
	local f
	if [ -z "${_zonevet_known-}" ]; then
		for f in auto azure checkstyle gcc github gitlab html json junit markdown rdjson rdjsonl sarif \
			summary tap teamcity text; do
			zonevet check -f "$f" --help >/dev/null 2>&1 && _zonevet_known+="$f "
		done
	fi
	echo "$_zonevet_known"
}

_zonevet() {
	local word=$2 before=$3 command=${COMP_WORDS[1]-} words=
	COMPREPLY=()
	case $before in
	--fail-on) words='error warning note never' ;;
	--color) words='auto always never' ;;
	--class) words='IN CH' ;;
	-f | --format) words=$(_zonevet_formats) ;;
	-o | --output)
		compopt -o nospace 2>/dev/null
		words=$(for f in $(_zonevet_formats); do echo "$f="; done) ;;
	--base) words="auto $(git for-each-ref --format='%(refname:short)' 2>/dev/null)" ;;
	--range | --tree) words=$(git for-each-ref --format='%(refname:short)' 2>/dev/null) ;;
	--rule | explain) words=$(zonevet rules 2>/dev/null | sed -n 's/^\([a-z][a-z-]*\)  *.*/\1/p') ;;
	--now | --shard | --jobs | --deadline | --origin | --zone | --owner | --type) return ;;
	-c | --policy | --patch | --stdin-filename) ;;
	*)
		if [ "$COMP_CWORD" -eq 1 ]; then
			words="$(_zonevet_words '') --help --version"
		elif [ "$COMP_CWORD" -eq 2 ] && { [ "$command" = policy ] || [ "$command" = hook ]; }; then
			words=$(_zonevet_words "$command ")
		elif [[ $word == -* ]]; then
			words="--help $(zonevet "$command" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u)"
		fi ;;
	esac
	if [ -n "$words" ]; then
		# shellcheck disable=SC2207 # no word of these holds a blank
		COMPREPLY=($(compgen -W "$words" -- "$word"))
	fi
}
complete -o default -F _zonevet zonevet
