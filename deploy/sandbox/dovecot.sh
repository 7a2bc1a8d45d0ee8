#!/usr/bin/env bash
# dovecot.sh DIR PORT [PASSWORD [CERT KEY]]: an IMAP server on 127.0.0.1 over the Maildir DIR/mail, for one user, intake,
# until it is told to stop (SIGTERM); with a certificate (PEM) it speaks imaps alone. Everything it writes lies in DIR.
# Started by root it reads mail as Dovecot's own user, to whom every folder above DIR must be open.
set -euo pipefail
# Where Debian keeps servers; the PATH of an ordinary user lacks it.
PATH=$PATH:/usr/sbin
dir=$(mkdir -p "$1" && cd "$1" && pwd)
port=${2:?dovecot.sh DIR PORT [PASSWORD [CERT KEY]]}
password=${3:-sandbox}
ssl="ssl = no" plain=$port encrypted=0
if [ $# -ge 5 ]; then
  ssl="ssl = required
ssl_cert = <$4
ssl_key = <$5" plain=0 encrypted=$port
fi
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
$ssl
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
    port = $plain
  }
  inet_listener imaps {
    port = $encrypted
    ssl = yes
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
