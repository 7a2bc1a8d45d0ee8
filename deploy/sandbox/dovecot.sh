#!/usr/bin/env bash
# dovecot.sh DIR PORT [PASSWORD]: an IMAP server on 127.0.0.1 over the Maildir DIR/mail, for one user, intake, until it
# is told to stop (SIGTERM). Everything it writes lies in DIR. Started by root it reads mail as Dovecot's own user, to
# whom every folder above DIR must be open.
set -euo pipefail
# Where Debian keeps servers; the PATH of an ordinary user lacks it.
PATH=$PATH:/usr/sbin
dir=$(mkdir -p "$1" && cd "$1" && pwd)
port=${2:?dovecot.sh DIR PORT [PASSWORD]}
password=${3:-sandbox}
mkdir -p "$dir/mail/new" "$dir/mail/cur" "$dir/mail/tmp" "$dir/run"
# Dovecot keeps root away from strangers; anybody else is himself throughout.
internal=$(id -un)
login=$internal
if [ "$(id -u)" = 0 ]; then
  internal=dovecot login=dovenull
  chown -R "$internal" "$dir/mail"
  chmod 755 "$dir"
fi
# Sockets have short names only.
run=$(mktemp -d /tmp/qq-imap.XXXXXX)
chmod 755 "$run"
trap 'rm -rf "$run"' EXIT
cat >"$dir/dovecot.conf" <<CONF
protocols = imap
listen = 127.0.0.1
base_dir = $run
state_dir = $run
log_path = $dir/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = $internal
default_internal_group = $(id -gn "$internal")
default_login_user = $login
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:$dir/mail
passdb {
  driver = static
  args = password=$password
}
userdb {
  driver = static
  args = uid=$(id -u "$internal") gid=$(id -g "$internal") home=$dir
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
CONF
dovecot -F -c "$dir/dovecot.conf" &
child=$!
trap 'kill -TERM $child 2>/dev/null || true; wait $child 2>/dev/null || true; rm -rf "$run"; exit 0' INT TERM
wait $child
