#!/usr/bin/env bash
# Builds everything and runs every test, in parallel; ends with a line "N passed, N failed, N skipped".
#   --deep      at length: hundreds of kills, many power cuts, a long soak, fuzzing (QINGQIAN_FUZZ_SECONDS each, 60)
#   --only NAME only the jobs whose name contains NAME
#   --list      names of the jobs
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"

deep=no
only=""
list=no
while [ $# -gt 0 ]; do
  case $1 in
    --deep) deep=yes; shift ;;
    --only) only=${2:?--only needs a name}; shift 2 ;;
    --list) list=yes; shift ;;
    *) die "unknown option: $1 (--deep, --only NAME, --list)" ;;
  esac
done

out="$root/build/test"
rm -rf "$out"
mkdir -p "$out"
export QINGQIAN_DEEP=$deep
jobs=()       # names, in order
declare -A command_of

# job NAME COMMAND: one independent piece; its output goes to build/test/NAME.log.
job() {
  if [[ -z $only || $1 == *"$only"* ]]; then
    jobs+=("$1")
    command_of[$1]=$2
  fi
}

source "$root/tests/jobs.sh"
if [ "$list" = yes ]; then printf '%s\n' "${jobs[@]}"; exit 0; fi

started=$(date +%s)
packages=("$root/deploy/packages.txt" "$root/deploy/packages-test.txt")
if [ "$deep" = yes ]; then packages+=("$root/deploy/packages-deep.txt"); fi
install_packages "${packages[@]}"
use_node
prepare

run_job() {
  local name=$1 begun code=0
  begun=$(date +%s)
  (cd "$root" && eval "${command_of[$name]}") >"$out/$name.log" 2>&1 || code=$?
  echo "$code $(($(date +%s) - begun))" >"$out/$name.code"
  say "$([ "$code" = 0 ] && echo ' ok ' || echo FAIL) $name ($(($(date +%s) - begun)) s)"
}

say "built after $(($(date +%s) - started)) s"
say "running ${#jobs[@]} jobs, $(nproc) at a time"
for name in "${jobs[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
  run_job "$name" &
done
wait

code=0
node "$root/tests/summary.mjs" "$out" "${jobs[@]}" || code=$?
exit $code
