#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every format as those who read it do, of changes in real repositories, some from an enemy.
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/consumers.py" "$here" "$@"
