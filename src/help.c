/* SPDX-License-Identifier: BSD-2-Clause */
/* What --help says, a command each: no line is wider than 100 columns. */
#include "help.h"

const char help_all[] =
"zonevet judges a change to DNS zones before it is published.\n"
"\n"
"  zonevet check                        what is staged, against HEAD\n"
"  zonevet check --range main..HEAD     two commits (main...HEAD: from their merge base)\n"
"  zonevet check --patch FILE           a patch laid over HEAD; - reads standard input\n"
"  zonevet check OLD NEW                two zone files or two folders\n"
"  zonevet review                       the same inputs: a page in the browser, or the pager\n"
"  zonevet merge REPORT.json...         one verdict of what several --shard runs judged\n"
"  zonevet diff                         the same inputs: what changes, without judgement\n"
"  zonevet print FILE                   a zone as it is understood, one record a line\n"
"  zonevet rules                        all rules; zonevet explain RULE tells one\n"
"  zonevet policy show                  what holds here, and which line says so\n"
"  zonevet policy check                 is the policy sound, and does every line do something?\n"
"  zonevet hook install                 judge every commit of this repository\n"
"\n"
"`zonevet COMMAND --help` tells the options of a command.\n"
"Exit status: 0 may be published, 1 blocked by a finding, 2 could not be judged.\n";

const char help_check[] =
"usage: zonevet check [options] [PATH...]\n"
"       zonevet check [options] OLD NEW\n"
"\n"
"what is compared (default: the index against HEAD)\n"
"      --range A..B         two commits; A...B starts at their merge base; A means A..HEAD\n"
"      --tree TREE          a tree against --base (default HEAD)\n"
"      --patch FILE         a patch against --base (default HEAD); - reads standard input\n"
"      --stdin-filename PATH -   standard input as the text of PATH, against --base or HEAD\n"
"      --base REV           the commit under --tree, --patch or --stdin-filename\n"
"      --base auto          the commits that a CI job is about, from the forge's variables\n"
"      --origin NAME        what the zone in OLD and NEW is called\n"
"      --class CLASS        IN (default) or CH\n"
"\n"
"how it is judged\n"
"  -c, --policy FILE        instead of the repository's zonevet.ini of the base side\n"
"      --fail-on LEVEL      error (default), warning, note or never\n"
"      --now TIME           judge as if it were then (RFC 3339)\n"
"      --all                every zone of the tree, also what this change does not touch\n"
"      --shard I/N          every Nth zone, from the Ith on; `zonevet merge` joins the parts\n"
"      --jobs N             many zones in N processes at a time (default 1; 0: one a processor)\n"
"      --deadline SECONDS   give up then (exit status 2) and say what was not judged\n"
"      --full               read both versions whole, also what they have in common\n"
"\n"
"how it is told\n"
"  -f, --format NAME        on standard output: text (default), gcc, json, github, gitlab,\n"
"                           sarif, junit, checkstyle, rdjson, rdjsonl, tap, markdown,\n"
"                           summary, html, azure, teamcity; auto: github where GitHub Actions\n"
"                           runs it, else text\n"
"  -o, --output NAME=FILE   a further report; may be given several times\n"
"      --sarif-suppressed=include\n"
"                           waived findings in SARIF too, as suppressed ones\n"
"      --color WHEN         auto (default), always or never\n"
"  -q, --quiet              the verdict, errors and warnings only\n"
"  -v, --verbose            every finding and every record\n"
"\n"
"Paths narrow what is judged. Exit status: 0, 1 (blocked), 2 (could not be judged).\n";

const char help_review[] =
"usage: zonevet review [options] [PATH...]\n"
"       zonevet review [options] OLD NEW\n"
"\n"
"Judges like `zonevet check`, with its inputs, options and exit status, and shows the\n"
"outcome: on a terminal with a display as a page in the browser, on one without through\n"
"the pager (ZONEVET_PAGER, PAGER, else less), and else as text.\n"
"`zonevet check -o html=review.html` writes the page to a file.\n";

const char help_merge[] =
"usage: zonevet merge [options] REPORT.json...\n"
"\n"
"Joins the reports that `zonevet check --shard I/N -o json=FILE` wrote, one of each part,\n"
"judges the commit as a whole, applies waivers, and ends as one run over everything would:\n"
"same report, same exit status. Runs in a checkout that has the commits that were judged.\n"
"All parts are of one version of zonevet, and were judged within an hour, or with one --now.\n"
"Options of `zonevet check` that it takes: --policy, --fail-on, --now, --format, --output,\n"
"--sarif-suppressed, --color, --quiet, --verbose. The page of `html` needs the zones\n"
"themselves: it is the business of `zonevet check` or `zonevet review`.\n";

const char help_diff[] =
"usage: zonevet diff [options] [PATH...]\n"
"       zonevet diff [options] OLD NEW\n"
"\n"
"The inputs of `zonevet check`: --range, --tree, --patch, --base, --origin, --class,\n"
"--policy, --color. As a git diff driver:\n"
"\n"
"  git config diff.zone.command 'zonevet diff'\n"
"  echo '*.zone diff=zone' >> .gitattributes\n";

const char help_print[] =
"usage: zonevet print [--origin NAME] [--class CLASS] [--policy FILE] FILE\n"
"\n"
"Writes every record as `owner TTL class type data`, absolute and canonical, the SOA\n"
"first. Exit status 1: servers would refuse the file; standard error says where.\n";

const char help_rules[] =
"usage: zonevet rules [-f text|markdown|ids]\n"
"       zonevet explain RULE\n";

const char help_policy[] =
"usage: zonevet policy show [--zone NAME] [--owner NAME] [--type TYPE] [--rule RULE]\n"
"       zonevet policy check\n"
"\n"
"Of -c FILE, else the zonevet.ini in this folder or above, else the shipped baseline.\n";

const char help_hook[] =
"usage: zonevet hook install [--dry-run] [--chain] [--force]\n"
"       zonevet hook uninstall\n"
"       zonevet hook status\n"
"\n"
"install writes .git/hooks/pre-commit. An existing hook stays untouched unless you say\n"
"--chain (it runs first, as pre-commit.legacy) or --force (a copy is kept).\n"
"`hook pre-commit` and `hook pre-receive` are what the installed hooks run.\n";
