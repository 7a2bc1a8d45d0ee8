#!/usr/bin/env bash
# Prints what is known against the parts that the program is made of: npm's advisories for the locked packages, and
# Debian's for the installed ones. Exits 1 when there is something, 2 when a source could not be asked.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
use_node
found=0
unasked=0

for folder in server/web deploy/sandbox; do
  echo "== npm packages of $folder"
  report=$(cd "$root/$folder" && npm audit --omit=dev --package-lock-only --json 2>/dev/null) || true
  if total=$(jq -er '.metadata.vulnerabilities.total' <<<"$report" 2>/dev/null); then
    echo "$total known"
    jq -r '.vulnerabilities[]? | "\(.severity)  \(.name)  \(.range)"' <<<"$report"
    [ "$total" = 0 ] || found=1
  else
    echo "the registry did not answer: $(jq -r '.message // .error.summary // "no report"' <<<"$report" 2>/dev/null)"
    unasked=1
  fi
done

echo "== Debian packages: newer versions in the installed releases"
mapfile -t packages < <("$root/deploy/sbom.sh" "$@" | jq -r '.components[] | select(.purl | startswith("pkg:deb/")) | .name')
newer=$(apt-get -s -o Debug::NoLocking=1 upgrade 2>/dev/null | awk '$1 == "Inst" { print $2, $3, $4 }' |
  grep -E "^($(IFS='|'; echo "${packages[*]}")) " || true)
echo "${newer:-none}"
[ -z "$newer" ] || found=1

echo "== Debian's security tracker"
if ! command -v debsecan >/dev/null; then
  echo "not asked: debsecan is not installed (apt-get install debsecan)"
  unasked=1
elif open=$(debsecan --suite bookworm --format detail 2>/dev/null); then
  mine=$(grep -E "^\S+ ($(IFS='|'; echo "${packages[*]}"))( |$)" <<<"$open" || true)
  echo "${mine:-none}"
  [ -z "$mine" ] || found=1
else
  echo "not asked: the tracker cannot be reached"
  unasked=1
fi
[ "$found" = 0 ] || exit 1
[ "$unasked" = 0 ] || exit 2
