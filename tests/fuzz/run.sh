#!/usr/bin/env bash
# run.sh NAME PROGRAM [SECONDS]: replays the seeds of a target; with SECONDS searches from them that long (libFuzzer)
# and leaves what breaks it in build/test/. Such an input goes to corpus/NAME/ with the fix.
set -euo pipefail
name=$1 program=$2 seconds=${3:-}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

seeds=()
if [ -d "tests/fuzz/corpus/$name" ]; then seeds+=("tests/fuzz/corpus/$name"); fi
case $name in
  notice) seeds+=(schemas/calendars) ;;
  definition) seeds+=(schemas/workflows) ;;
  inbound_mail) seeds+=(tests/unit/notifier/mails) ;;
  pattern) seeds+=(schemas/messages) ;;
esac

if [ -z "$seconds" ]; then exec "$program" "${seeds[@]}"; fi
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
mkdir -p build/test
"$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 -verbosity=1 \
  -artifact_prefix="build/test/fuzz_$name-" "$found" "${seeds[@]}" 2>&1 | grep -v -E '^#[0-9]+\s+(NEW|REDUCE)|NEW_FUNC'
