# SPDX-License-Identifier: BSD-2-Clause
# fish: words of zonevet's command line, asked of zonevet itself, so that they are never old.

function __zonevet_words # the words that `zonevet --help` has behind the program's name
    zonevet --help 2>/dev/null | sed -n "s/^  zonevet $argv[1]\([a-z][a-z-]*\).*/\1/p" | sort -u
    switch "$argv[1]"
        case ''
            printf '%s\n' explain hook policy
        case 'hook '
            printf '%s\n' install uninstall status pre-commit pre-receive
    end
end

function __zonevet_formats
    if not set -q __zonevet_known
        set -g __zonevet_known
        for f in auto azure checkstyle gcc github gitlab html json junit markdown rdjson rdjsonl sarif \
                summary tap teamcity text
            zonevet check -f $f --help >/dev/null 2>&1; and set -a __zonevet_known $f
        end
    end
    printf '%s\n' $__zonevet_known
end

# What may stand next; nothing: a file.
function __zonevet_reply
    set -l words (commandline -opc)
    set -l command $words[2]
    switch "$words[-1]"
        case --fail-on
            printf '%s\n' error warning note never
        case --color
            printf '%s\n' auto always never
        case --class
            printf '%s\n' IN CH
        case -f --format
            __zonevet_formats
        case -o --output
            for f in (__zonevet_formats)
                echo $f=
            end
        case --base
            echo auto
            git for-each-ref --format='%(refname:short)' 2>/dev/null
        case --range --tree
            git for-each-ref --format='%(refname:short)' 2>/dev/null
        case --rule explain
            zonevet rules 2>/dev/null | sed -n 's/^\([a-z][a-z-]*\)  *.*/\1/p'
        case -c --policy --patch --stdin-filename --now --shard --jobs --deadline --origin --zone --owner --type
        case '*'
            if test (count $words) -eq 1
                __zonevet_words ''
                printf '%s\n' --help --version
            else if test (count $words) -eq 2; and contains -- "$command" policy hook
                __zonevet_words "$command "
            else if string match -q -- '-*' (commandline -ct)
                echo --help
                zonevet $command --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u
            end
    end
end

complete -c zonevet -a '(__zonevet_reply)'
