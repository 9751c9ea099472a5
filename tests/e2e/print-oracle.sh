#!/bin/sh
# Whole zones against named-compilezone: our own under tests/data/zones, and those of a
# corpus ($CORPUS) where one lies beside the repository.
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/corpus.py" "$here" "${CORPUS:-}"
