#!/bin/sh
# What other checkers look for in files has a rule here, which speaks, or a reason why not.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
python3 "$here/peer-checks.py" "$here/../data/peer-checks.tsv" "$scratch"
