#!/usr/bin/env bash
# pgtmp.sh: a private, throw-away PostgreSQL for one test run.
#
#   pgtmp.sh run -- CMD ARGS...   start, run CMD with PGHOST/PGPORT/PGUSER/PGDATABASE/
#                                 DATABASE_URL set, stop, delete; exits with CMD's status
#   pgtmp.sh start                prints shell lines to eval (DATABASE_URL, PGTMP_DIR, ...)
#   pgtmp.sh has                  exits 0 where a server is installed
#   pgtmp.sh stop [DIR]           stops and deletes the cluster in DIR (default $PGTMP_DIR)
#
# Works as root (drops to "postgres", else "nobody") and as an ordinary user.
# Talks on a Unix socket inside its own folder, and on a free 127.0.0.1 port only with PGTMP_TCP=1.
# Options by environment: PGTMP_BASE (default ${TMPDIR:-/tmp}), PGTMP_OPTS (extra postgres
# settings, "name=value name=value"), PGTMP_DURABLE=1 (keep fsync on, for crash tests).
set -euo pipefail
say() { printf 'pgtmp: %s\n' "$*" >&2; }

bindir() { # newest server on this machine, whether or not it is on PATH
  local d
  if command -v pg_config >/dev/null 2>&1; then d=$(pg_config --bindir 2>/dev/null || true)
    [ -n "$d" ] && [ -x "$d/initdb" ] && { echo "$d"; return; }; fi
  d=$(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin 2>/dev/null | sort -V | while read -r x; do
        [ -x "$x/initdb" ] && echo "$x"; done | tail -n1 || true)
  [ -n "$d" ] && { echo "$d"; return; }
  return 1
}

as() { # run as the unprivileged owner; initdb and postgres refuse to run as root
  if [ "$(id -u)" != 0 ]; then "$@"
  elif command -v setpriv >/dev/null; then
    setpriv --reuid="$OWNER" --regid="$(id -g "$OWNER")" --clear-groups -- env HOME="$DIR" LC_ALL=C.UTF-8 "$@"
  else runuser -u "$OWNER" -- env HOME="$DIR" LC_ALL=C.UTF-8 "$@"; fi
}

owner() { if [ "$(id -u)" != 0 ]; then id -un; elif id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

start() {
  BIN=$(bindir) || { say "no PostgreSQL server found (apt-get install postgresql)"; exit 69; }
  OWNER=$(owner)
  DIR=$(mktemp -d "${PGTMP_BASE:-${TMPDIR:-/tmp}}/pgt.XXXXXX")
  # a Unix socket's path is at most 107 bytes: fall back to /tmp for a deep TMPDIR
  if [ ${#DIR} -gt 80 ]; then rmdir "$DIR"; DIR=$(mktemp -d /tmp/pgt.XXXXXX); fi
  [ "$(id -u)" != 0 ] || chown "$OWNER:" "$DIR"
  chmod 755 "$DIR"                          # a test running as another user must reach the socket
  trap 'rc=$?; [ $rc = 0 ] || { tail -n 20 "$DIR"/log >&2 2>/dev/null; stop "$DIR"; }; exit $rc' EXIT
  (cd "$DIR" && as "$BIN/initdb" -D "$DIR/data" -U app -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$DIR/initdb.log" 2>&1) ||
    { cat "$DIR/initdb.log" >&2; exit 70; }
  PORT=5432 LISTEN=
  if [ "${PGTMP_TCP:-0}" = 1 ]; then
    LISTEN=127.0.0.1
    PORT=$(for _ in $(seq 50); do p=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo $p; break; }; done)
  fi
  {
    echo "listen_addresses = '$LISTEN'"; echo "port = $PORT"
    echo "unix_socket_directories = '$DIR'"; echo "unix_socket_permissions = 0777"
    echo "timezone = 'UTC'"; echo "max_connections = 200"; echo "shared_buffers = 64MB"
    echo "jit = off" # compiling one small query costs more than running it
    echo "log_min_messages = warning"; echo "idle_in_transaction_session_timeout = '60s'"
    if [ "${PGTMP_DURABLE:-0}" != 1 ]; then
      echo "fsync = off"; echo "synchronous_commit = off"; echo "full_page_writes = off"
      echo "wal_level = minimal"; echo "max_wal_senders = 0"; echo "max_wal_size = 4GB"; echo "autovacuum = off"; fi
    for o in ${PGTMP_OPTS:-}; do echo "$o"; done
  } | as tee -a "$DIR/data/postgresql.conf" >/dev/null
  (cd "$DIR" && as "$BIN/pg_ctl" -D "$DIR/data" -l "$DIR/log" -w -t 20 start >/dev/null)
  as "$BIN/createdb" -h "$DIR" -p "$PORT" -U app app
  trap - EXIT
}

stop() {
  local d=${1:-${PGTMP_DIR:-}}; case $d in */pgt.??????) ;; *) say "not a pgtmp folder: '$d'"; return 64;; esac
  [ -d "$d" ] || return 0
  OWNER=$(stat -c %U "$d"); DIR=$d; BIN=${BIN:-$(bindir)}
  if [ -f "$d/data/postmaster.pid" ]; then
    (cd "$d" && as "$BIN/pg_ctl" -D "$d/data" -m immediate -w -t 10 stop >/dev/null 2>&1) || true; fi
  rm -rf "$d"
}

vars() {
  if [ -n "$LISTEN" ]; then URL="postgres://app@127.0.0.1:$PORT/app?sslmode=disable"
  else URL="postgres://app@/app?host=$DIR&port=$PORT&sslmode=disable"; fi
  export PGTMP_DIR=$DIR PGHOST=$DIR PGPORT=$PORT PGUSER=app PGDATABASE=app DATABASE_URL=$URL
}

case ${1:-} in
  has) bindir >/dev/null;;
  start) start; vars; for v in PGTMP_DIR PGHOST PGPORT PGUSER PGDATABASE DATABASE_URL; do printf "export %s=%q\n" $v "${!v}"; done;;
  stop) stop "${2:-}";;
  run) shift; [ "${1:-}" = -- ] && shift; start; vars
       trap 'stop "$PGTMP_DIR"' EXIT
       "$@" <&0 & c=$!                       # in the background, so that a signal is acted on at once
       trap 'kill -INT $c 2>/dev/null; wait $c; exit 130' INT
       trap 'kill -TERM $c 2>/dev/null; wait $c; exit 143' TERM
       rc=0; wait $c || rc=$?; exit $rc;;
  *) sed -n '2,15p' "$0" | sed 's/^# \{0,1\}//'; exit 64;;
esac
