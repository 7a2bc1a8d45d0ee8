#!/usr/bin/env bash
# Measures the release build and prints one table: each figure beside what it is compared with, and the target.
# It asserts nothing. Everything stays on loopback and in a temporary directory, which is removed at the end.
#   --keep DIR      keep the seeded databases there, and use them again
#   --cases N       the many cases of the queue and of the start (100000)
#   --pairs N --seconds S   how many alternating pairs of runs (3), and how long each (4)
#   --only A,B      of filings, queue, uploads, start, deadlines, live (10,000 listeners), outbox, and build (minutes: only
#                   when named)
#   --json          rows as JSON
# QINGQIAN_PROGRAM names the program to measure; without it, build/release/qingqian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# Where Debian keeps nginx; the PATH of an ordinary user lacks it.
PATH=$PATH:/usr/sbin

# The build's own figures come from a script of its own, since it wants the machine for itself.
only=$(printf '%s\n' "$@" | grep -A1 -x -- --only | tail -n 1 || true)
case ",$only," in
  ,build,) exec tests/bench/build.sh ;;
  *,build,*)
    tests/bench/build.sh
    rest=$(printf '%s' "$only" | tr ',' '\n' | grep -vx build | paste -sd, -)
    arguments=()
    for argument in "$@"; do if [ "$argument" = "$only" ]; then argument=$rest; fi; arguments+=("$argument"); done
    set -- "${arguments[@]}"
    ;;
esac

for program in node cc wrk curl nginx sqlite3; do
  command -v "$program" >/dev/null || { echo "error: $program is missing (deploy/packages*.txt)" >&2; exit 1; }
done
nginx -V 2>&1 | grep -q http_dav_module || { echo "error: this nginx has no dav module" >&2; exit 1; }
exec node tests/bench/bench.mjs "$@"
