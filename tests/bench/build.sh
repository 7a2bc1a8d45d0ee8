#!/usr/bin/env bash
# How long a clean build takes, and one after a change of a single handler. Targets on 2 cores: 5 min and 20 s.
# Builds a copy of the tree in a temporary directory with ccache switched off; asserts nothing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CCACHE_DISABLE=1

cd "$root"
git ls-files -co --exclude-standard -z | while IFS= read -r -d '' path; do
  if [ -e "$path" ]; then printf '%s\0' "$path"; fi
done | tar --null -T - -cf - | tar -xf - -C "$work"
configured=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DQINGQIAN_TESTS=OFF -DQINGQIAN_WEB_DIST="$root/server/web/dist")

seconds() {
  local begun
  begun=$(date +%s.%N)
  "$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; exit 1; }
  awk -v a="$begun" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }'
}

clean() { cmake -S "$work" -B "$work/build" "${configured[@]}" && cmake --build "$work/build" --target qingqian; }
changed() { cmake --build "$work/build" --target qingqian; }

echo "$(nproc) cores, $(c++ --version | head -n 1), load before $(cut -d' ' -f1 /proc/loadavg)"
printf 'clean build          %8s s   target ≤ 300 s\n' "$(seconds clean)"
handler="$work/server/api/complaints.cpp"
printf '\nnamespace { [[maybe_unused]] constexpr int bench_change = 1; }\n' >>"$handler"
printf 'one changed handler  %8s s   target ≤ 20 s\n' "$(seconds changed)"
