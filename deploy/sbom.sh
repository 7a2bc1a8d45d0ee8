#!/usr/bin/env bash
# Prints what the program is made of as CycloneDX 1.5 (JSON): the npm packages inside the web client, and the Debian
# packages that the program is built from or linked with, each with its version.
#   --program FILE  the program whose libraries are looked up (build/release/qingqian)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
program="$root/build/release/qingqian"
if [ "${1:-}" = --program ]; then program=${2:?--program needs a file}; fi
[ -x "$program" ] || die "no program at $program: build it, or name it with --program"
use_node
npm_install "$root/server/web"

# A library's file may be known to dpkg by the path before the merge of /lib into /usr/lib.
owner_of() { { dpkg-query -S "$1" || dpkg-query -S "${1#/usr}"; } 2>/dev/null | head -n 1 | cut -d: -f1; }

# What the program opens only when it is used is not in its own list, and is asked for its own libraries in turn.
late=$(grep -rhoE 'LateLibrary [a-z]+\("[^"]+"' "$root"/schemas "$root"/notifier "$root"/server --include='*.cpp' | cut -d'"' -f2)
opened=$(for name in $late; do PATH=$PATH:/sbin ldconfig -p | awk -v name="$name" '$1 == name { print $NF; exit }'; done)
[ "$(wc -w <<<"$late")" = "$(wc -w <<<"$opened")" ] || die "not all of these are installed: $late"
# shellcheck disable=SC2086 # one file a word
linked=$({ ldd "$program" $opened | awk '$3 ~ /^\// { print $3 }'; printf '%s\n' $opened; } | sort -u | while read -r library; do owner_of "$(readlink -f "$library")"; done)
built=$(grep -E -- '-dev$' "$root/deploy/packages.txt")
debian=$(printf '%s\n%s\n' "$linked" "$built" | sort -u | xargs dpkg-query -W -f='${Package}\t${Version}\t${Architecture}\n' |
  jq -R -s 'split("\n") | map(select(. != "") | split("\t") | {
    type: "library", name: .[0], version: .[1], "bom-ref": "pkg:deb/debian/\(.[0])@\(.[1])",
    purl: "pkg:deb/debian/\(.[0] | @uri)@\(.[1] | @uri)?arch=\(.[2])&distro=bookworm"})')
version=$("$program" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
(cd "$root/server/web" && npm sbom --omit=dev --sbom-format=cyclonedx 2>/dev/null) |
  jq --argjson debian "$debian" --arg version "$version" '
    .metadata.component = {type: "application", name: "qingqian", version: $version, "bom-ref": "qingqian@\($version)",
      licenses: [{license: {id: "Apache-2.0"}}]}
    | .components = (.components + $debian)
    | .dependencies = ((.dependencies // []) | map(select(.ref | startswith("qingqian") | not)))
      + [{ref: "qingqian@\($version)", dependsOn: [.components[]["bom-ref"]]}]'
