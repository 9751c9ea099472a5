#!/bin/sh
# The index as git writes it, of each version, and as nobody should.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
mkdir "$scratch/repo"
python3 "$here/index.py" "$ZONEVET" "$scratch/repo"
