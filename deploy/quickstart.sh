#!/usr/bin/env bash
# From a bare Debian 12 to a running platform with demonstration data and a sandbox that plays telephone and
# mailbox. A second run reuses the build and the data. Ctrl-C stops both.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: ./deploy/quickstart.sh [--port N] [--data DIR] [--no-demo] [--build-only]

  --port N       port of the platform on 127.0.0.1 (8080); the sandbox takes the next three
  --data DIR     directory of the database and attachments (build/data)
  --no-demo      an empty platform: no departments, officers or cases
  --build-only   stop after the build
TEXT
}

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

port=8080
data="$root/build/data"
demo=yes
build_only=no
while [ $# -gt 0 ]; do
  case $1 in
    --port) port=${2:?--port needs a number}; shift 2 ;;
    --data) data=${2:?--data needs a directory}; shift 2 ;;
    --no-demo) demo=no; shift ;;
    --build-only) build_only=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option: $1" ;;
  esac
done
[[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65532 ] || die "--port wants a number from 1 to 65532"

install_packages "$root/deploy/packages.txt"
use_node
build_web
build_program release qingqian -- -DQINGQIAN_TESTS=OFF
npm_install "$root/deploy/sandbox"
program="$root/build/release/qingqian"
[ "$build_only" = yes ] && { say "built: $program"; exit 0; }

sms_port=$((port + 1))
mail_port=$((port + 2))
imap_port=$((port + 3))
export QINGQIAN_LISTEN="127.0.0.1:$port" QINGQIAN_PUBLIC_URL="http://127.0.0.1:$port" QINGQIAN_DATA_DIR="$data"
export QINGQIAN_SMS_BASE_URL="http://127.0.0.1:$sms_port" QINGQIAN_SMS_FROM=+8610690000
export QINGQIAN_SMS_ACCOUNT_SID=AC00000000000000000000000000000001 QINGQIAN_SMS_AUTH_TOKEN=sandbox
export QINGQIAN_SMTP_URL="smtp://127.0.0.1:$mail_port" QINGQIAN_MAIL_FROM="清欠平台 <noreply@qingqian.example>"
export QINGQIAN_MAIL_REPLY_TO=intake@qingqian.example QINGQIAN_MAIL_BOUNCE_TO=bounce@qingqian.example
export QINGQIAN_IMAP_URL="imap://127.0.0.1:$imap_port" QINGQIAN_IMAP_USER=intake QINGQIAN_IMAP_PASSWORD=sandbox
export QINGQIAN_IMAP_INTERVAL_MS=3000

mkdir -p "$data"
"$program" migrate
logins="$data/demo-logins.txt"
if [ "$demo" = yes ] && [ ! -f "$logins" ]; then
  say "seeding 200 demonstration cases"
  "$program" demo seed --cases 200 --seed 20261123 >"$logins.new"
  mv "$logins.new" "$logins"
fi

stop() {
  trap - EXIT INT TERM
  [ -n "${server_pid:-}" ] && kill -TERM "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null || true
  [ -n "${imap_pid:-}" ] && kill -TERM "$imap_pid" 2>/dev/null && wait "$imap_pid" 2>/dev/null || true
  [ -n "${sandbox_pid:-}" ] && kill -TERM "$sandbox_pid" 2>/dev/null && wait "$sandbox_pid" 2>/dev/null || true
}
trap stop EXIT
trap 'stop; exit 0' INT TERM

# Dovecot reads as a user of its own where root starts it, and does not come into root's folders.
letters="$data/letters"
if [ "$(id -u)" = 0 ]; then letters=/var/tmp/qingqian-letters-$port; fi
"$root/deploy/sandbox/dovecot.sh" "$letters" "$imap_port" sandbox >"$data/imap.log" 2>&1 &
imap_pid=$!
node "$root/deploy/sandbox/main.js" --http "127.0.0.1:$sms_port" --smtp "127.0.0.1:$mail_port" \
  --incoming "$QINGQIAN_PUBLIC_URL/hooks/twilio/incoming" --maildir "$letters/mail" \
  --account-sid "$QINGQIAN_SMS_ACCOUNT_SID" --auth-token "$QINGQIAN_SMS_AUTH_TOKEN" >"$data/sandbox.log" 2>&1 &
sandbox_pid=$!
"$program" serve >"$data/server.out" 2>"$data/server.log" &
server_pid=$!

for _ in $(seq 100); do
  kill -0 "$server_pid" 2>/dev/null || { tail -n 5 "$data/server.log" >&2; die "the server did not start"; }
  kill -0 "$sandbox_pid" 2>/dev/null || { tail -n 5 "$data/sandbox.log" >&2; die "the sandbox did not start"; }
  kill -0 "$imap_pid" 2>/dev/null || { tail -n 5 "$data/imap.log" >&2; die "the mailbox did not start"; }
  curl -fsS -o /dev/null "$QINGQIAN_PUBLIC_URL/readyz" 2>/dev/null && grep -q ready "$data/sandbox.log" && break
  sleep 0.1
done

cat <<TEXT

  清欠 Qingqian is running.

  File or follow a complaint   $QINGQIAN_PUBLIC_URL/
  Officers' desk               $QINGQIAN_PUBLIC_URL/desk
  The contract (API)           $QINGQIAN_PUBLIC_URL/api/docs
  Telephone and mailbox        http://127.0.0.1:$sms_port/

TEXT
[ -f "$logins" ] && cat "$logins"
printf '\nLogs: %s/server.log. Ctrl-C stops both.\n' "$data"
wait "$server_pid"
