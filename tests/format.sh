#!/usr/bin/env bash
# clang-format and the size of files: at most 400 lines each.
set -euo pipefail
cd "$(dirname "$0")/.."
faults=0
mapfile -t sources < <(git ls-files '*.cpp' '*.hpp')
clang-format --dry-run -Werror "${sources[@]}" || faults=1
while read -r lines file; do
  [ "$file" = total ] && continue
  if [ "$lines" -gt 400 ]; then
    echo "$file has $lines lines; 400 are the most"
    faults=1
  fi
done < <(git ls-files '*.cpp' '*.hpp' '*.ts' '*.vue' '*.mjs' '*.sh' | xargs wc -l)
[ "$faults" = 0 ] && echo "format and sizes are right"
exit "$faults"
