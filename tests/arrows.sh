#!/usr/bin/env bash
# Proves the direction server -> notifier -> workflow -> schemas by the #include lines themselves.
set -euo pipefail
cd "$(dirname "$0")/.."
faults=0

# refuse FOLDER PATTERN WHY: no source below FOLDER may include a header of PATTERN.
refuse() {
  if grep -rnE "#include \"($2)/" "$1" --include='*.cpp' --include='*.hpp'; then
    echo "^ $3"
    faults=$((faults + 1))
  fi
}

above_schemas='workflow|notifier|http|api|cases|identity|files|commands'
refuse schemas/base "records|store|$above_schemas" "base knows nothing of the other rooms"
refuse schemas/records "store|$above_schemas" "records know base alone"
refuse schemas/store "$above_schemas" "the store knows records and base"
refuse workflow "store|notifier|http|api|cases|identity|files|commands" "workflow knows records and base, never the store"
refuse notifier "http|api|cases|identity|files|commands" "the notifier never calls the server"
refuse server/http "records|store|workflow|notifier|api|cases|identity|files|commands" "http knows no complaint"
refuse server/cases "http|api|identity|files|commands" "use cases know no socket"
refuse server/files "api|cases|commands" "files know no use case"
refuse server/identity "api|cases|files|commands" "identity knows no use case"
if grep -rlE '#include <boost/(beast|asio)' --include='*.cpp' --include='*.hpp' . | grep -v '^./server/http/\|^./build/\|^./tests/\|node_modules'; then
  echo "^ only server/http includes Asio and Beast"
  faults=$((faults + 1))
fi
if grep -rlE '#include <(soci|sqlite3)' --include='*.cpp' --include='*.hpp' schemas workflow notifier server | grep -v '^schemas/store/'; then
  echo "^ only schemas/store includes SOCI and SQLite"
  faults=$((faults + 1))
fi
[ "$faults" = 0 ] && echo "every include points the right way"
exit "$faults"
