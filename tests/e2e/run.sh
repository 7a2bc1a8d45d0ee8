#!/usr/bin/env bash
# The screens in Debian's Chromium: starts the program and the sandbox (or uses QINGQIAN_E2E_URL and SANDBOX_URL) and
# runs the specs. Further words go to Playwright, e.g. `tests/e2e/run.sh --grep tracking`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec node run.mjs "$@"
