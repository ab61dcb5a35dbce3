#!/usr/bin/env bash
# A private PostgreSQL 15 cluster in a folder of its own; the system's is never touched.
#
#   cluster.sh start DIR [--fsync on|off] [--until-pid PID]   makes it if need be, starts it if it does not run
#   cluster.sh stop DIR
#   cluster.sh status DIR                                     exit code 0 if it runs
#   cluster.sh conninfo DIR [ROLE [DATABASE]]                 libpq connection string over the cluster's own socket
#
# In DIR: data/, log, port, passwords, socket/. It listens on 127.0.0.1, at a free port that it keeps, where every role needs
# its password (the file `passwords` is a PGPASSFILE), and on a socket in a folder that only its owner may enter, where none
# is asked for. Started as root it runs as the user postgres of the Debian package, otherwise as the caller.
#
# With --until-pid the cluster stops, and DIR is removed, when that process ends, however it ends.
set -euo pipefail

umask 022
readonly roles=(hoso_owner hoso_intake hoso_routing hoso_returns hoso_auditor hoso_keeper)

fail() { echo "cluster.sh: $*" >&2; exit 1; }

pg_bin() {
  local dir
  for dir in /usr/lib/postgresql/15/bin "$(pg_config --bindir 2>/dev/null || true)"; do
    if [[ -x $dir/postgres ]]; then echo "$dir"; return; fi
  done
  fail "no PostgreSQL 15 found, want /usr/lib/postgresql/15/bin (Debian package postgresql-15)"
}

# Runs a command as the cluster's owner, in a folder that any user may enter.
as_owner() {
  if [[ $(id -u) -eq 0 ]]; then
    (cd / && setpriv --reuid postgres --regid postgres --init-groups env HOME=/ "$@")
  else
    (cd / && "$@")
  fi
}

# A path longer than 107 bytes is no socket's name: then a folder of our own under /tmp serves.
socket_dir() {
  local dir=$1/socket
  if [[ ${#dir} -gt 85 ]]; then
    dir=/tmp/hoso-socket-$(cksum <<<"$1" | cut -d' ' -f1)
  fi
  echo "$dir"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port of last time if it is still free, else a random one below those that the kernel hands out by itself.
choose_port() {
  local port
  if [[ -s $1/port ]]; then
    port=$(<"$1/port")
    if port_is_free "$port"; then echo "$port"; return; fi
  fi
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if port_is_free "$port"; then echo "$port"; return; fi
  done
}

make_cluster() {
  local dir=$1 sockets
  sockets=$(socket_dir "$dir")
  mkdir -p "$dir" && chmod 755 "$dir"
  mkdir -p "$dir/data" "$sockets"
  touch "$dir/log"
  if [[ $(id -u) -eq 0 ]]; then chown postgres: "$dir" "$dir/data" "$dir/log" "$sockets"; fi
  chmod 700 "$dir/data" "$sockets"
  [[ $(stat -c %a "$sockets") == 700 && -O $sockets || $(id -u) -eq 0 ]] || fail "$sockets: not ours alone"
  as_owner test -w "$dir/data" || fail "$dir: the user postgres cannot enter it; choose a folder below ones that anyone may enter"
  if [[ ! -e $dir/data/PG_VERSION ]]; then
    as_owner "$bin/initdb" -D "$dir/data" -U postgres -E UTF8 --locale=C.UTF-8 -A trust --no-instructions -N \
      >>"$dir/log" 2>&1 ||
      { tail -5 "$dir/log" >&2; rm -rf "$dir/data"; fail "initdb failed"; }
    echo "include 'hoso.conf'" >>"$dir/data/postgresql.conf"
    printf '%s\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' >"$dir/data/pg_hba.conf"
  fi
}

random_password() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }

write_settings() {
  local dir=$1 port=$2 fsync=$3
  cat >"$dir/data/hoso.conf" <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$(socket_dir "$dir")'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
fsync = $fsync
synchronous_commit = on
full_page_writes = $fsync
jit = off
idle_in_transaction_session_timeout = 30s
password_encryption = scram-sha-256
timezone = UTC
log_timezone = UTC
log_line_prefix = '%m [%p] %q%u@%d '
END
}

running() { as_owner "$bin/pg_ctl" -D "$1/data" status >/dev/null 2>&1; }

# A postmaster that was killed counts as running until its parent has asked for its exit code, which may take a moment.
await_burial() {
  local pid
  [[ -s $1/data/postmaster.pid ]] || return 0
  read -r pid <"$1/data/postmaster.pid"
  for _ in {1..600}; do
    [[ -e /proc/$pid/stat && $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) == Z* ]] || return 0
    sleep 0.1
  done
}

sql() { as_owner "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$(conninfo "$1" postgres postgres)" -c "$2"; }

# What only a superuser may do: the login roles, and the database of the owner.
make_roles() {
  local dir=$1 role password
  if [[ -s $dir/passwords ]]; then return; fi
  (umask 077; : >"$dir/passwords.tmp")
  for role in "${roles[@]}"; do
    password=$(random_password)
    echo "127.0.0.1:*:*:$role:$password" >>"$dir/passwords.tmp"
    echo "DO \$\$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$role') THEN CREATE ROLE $role LOGIN; END IF;
    END \$\$;
    ALTER ROLE $role PASSWORD '$password';"
  done | as_owner "$bin/psql" -X -q -v ON_ERROR_STOP=1 -d "$(conninfo "$dir" postgres postgres)"
  sql "$dir" "ALTER ROLE hoso_owner CREATEROLE"
  if [[ -z $(sql "$dir" "SELECT 1 FROM pg_database WHERE datname = 'hoso'") ]]; then
    sql "$dir" "CREATE DATABASE hoso OWNER hoso_owner"
  fi
  mv "$dir/passwords.tmp" "$dir/passwords"
}

conninfo() {
  local dir=$1 role=${2:-hoso_owner} database=${3:-hoso}
  echo "host=$(socket_dir "$dir") port=$(<"$dir/port") user=$role dbname=$database"
}

start() {
  local dir=$1 fsync=$2 until_pid=$3 attempt port
  make_cluster "$dir"
  await_burial "$dir"
  if ! running "$dir"; then
    for attempt in 1 2 3; do
      port=$(choose_port "$dir")
      echo "$port" >"$dir/port"
      write_settings "$dir" "$port" "$fsync"
      if as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 120 -s start >/dev/null 2>&1; then break; fi
      # Somebody may have taken the port in between; another reason is final.
      if [[ $attempt == 3 ]] || ! tail -20 "$dir/log" | grep -q 'Address already in use'; then
        tail -10 "$dir/log" >&2
        fail "$dir: PostgreSQL does not start"
      fi
    done
  fi
  make_roles "$dir"
  if [[ -n $until_pid ]]; then
    setsid "$BASH" "$0" watch "$dir" "$until_pid" </dev/null >/dev/null 2>&1 &
    disown
  fi
}

stop() {
  if [[ -e $1/data/PG_VERSION ]] && running "$1"; then
    as_owner "$bin/pg_ctl" -D "$1/data" -m fast -w -t 60 -s stop
  fi
}

# Waits for the end of a process that may not be a child, then removes the cluster.
watch() {
  tail --pid="$2" -f /dev/null
  stop "$1" || as_owner "$bin/pg_ctl" -D "$1/data" -m immediate -w -s stop || true
  rm -rf --one-file-system "$1" "$(socket_dir "$1")"
}

main() {
  local verb=${1:-} dir=${2:-} fsync=on until_pid=
  case $verb in start | stop | status | conninfo | watch) ;; *) sed -n '2,/^set -/{/^set -/!s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;; esac
  [[ -n $dir ]] || fail "$verb: no folder named"
  dir=$(realpath -m "$dir")
  shift 2
  bin=$(pg_bin)
  if [[ $verb == start ]]; then
    while [[ $# -gt 0 ]]; do
      case $1 in
        --fsync) fsync=$2 ;;
        --until-pid) until_pid=$2 ;;
        *) fail "start: $1: unknown option" ;;
      esac
      shift 2
    done
    start "$dir" "$fsync" "$until_pid"
  elif [[ $verb == status ]]; then
    running "$dir"
  else
    "$verb" "$dir" "$@"
  fi
}
main "$@"
