#!/usr/bin/env bash
# clang-tidy with the short list of .clang-tidy over the program's sources: those of the rules and of the store, or
# with `all` every source, which takes long where Beast and Asio are read.
set -euo pipefail
cd "$(dirname "$0")/.."
commands=build/release
[ -f "$commands/compile_commands.json" ] || { echo "error: $commands is not configured" >&2; exit 1; }
rooms=(workflow schemas)
if [ "${1:-}" = all ]; then rooms+=(notifier server); fi
mapfile -t sources < <(git ls-files "${rooms[@]/%//*.cpp}")
# The precompiled headers are g++'s: clang reads the headers themselves.
printf '%s\0' "${sources[@]}" | xargs -0 -n 4 -P "$(nproc)" clang-tidy-19 -p "$commands" --quiet \
  --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-gch
echo "${#sources[@]} sources are right"
