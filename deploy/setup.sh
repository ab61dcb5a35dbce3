# What run, test and bench share; sourced by them. It says how long each step takes, installs what is missing, builds, and
# starts and stops PostgreSQL and the services.
#
# shellcheck shell=bash

readonly top=${top:?the root of the checkout}
: "${program:?the name of the script}"
# shellcheck disable=SC2034  # For the scripts.
readonly services=(intake routing returns staff)

say() { echo "$*" >&2; }

fail() {
  say "$program: $*"
  exit 1
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "Debian packages are missing, and this is neither root nor a user with sudo"
  fi
}

step_name=

# Runs a step and says how long it took: step "what it does" COMMAND… A step that fails ends the script (set -e), whose exit
# trap calls step_ended.
step() {
  step_name=$1
  step_start=$(date +%s%N)
  shift
  if [[ -t 2 ]]; then printf '  …        %s\r' "$step_name" >&2; fi
  "$@"
  step_ended
}

# step_ended [REMARK]
step_ended() {
  local hundredths=$((($(date +%s%N) - step_start) / 10000000))
  printf '%4d.%02d s  %s%s\n' $((hundredths / 100)) $((hundredths % 100)) "$step_name" "${1:-}" >&2
  step_name=
}

step_failed() { [[ -z $step_name ]] || step_ended ": FAILED"; }

missing_packages() {
  comm -23 <(grep -v '^#' "$top/deploy/packages.txt" | sort -u) \
    <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u)
}

install_packages() {
  local missing log=$top/build/packages.log hold=/etc/postgresql-common/createcluster.d/hoso.conf
  mapfile -t missing < <(missing_packages)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "  installing ${#missing[@]} Debian packages"
  mkdir -p "$top/build"
  # Debian's package starts a cluster of the system when it is new. Hoso has its own and leaves the system as it was.
  if ! dpkg-query -W postgresql-common >/dev/null 2>&1; then
    as_root mkdir -p "${hold%/*}"
    echo 'create_main_cluster = false' | as_root tee "$hold" >/dev/null
  else
    hold=
  fi
  local code=0
  {
    as_root apt-get update -qq &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1 </dev/null || code=$?
  [[ -z $hold ]] || as_root rm -f "$hold"
  if [[ $code -ne 0 ]]; then
    tail -20 "$log" >&2
    say "  all of it: $log"
  fi
  return "$code"
}

# As many compilers as there are processors and gigabytes and a half of memory.
build_jobs() {
  local processors memory
  processors=$(nproc)
  memory=$(awk '/^MemAvailable:/ {print int($2 / 1572864)}' /proc/meminfo)
  echo $((memory < 1 ? 1 : memory < processors ? memory : processors))
}

# ninja's own line on a terminal; elsewhere a line for each tenth of the way.
run_ninja() {
  local dir=$1 log=$1/build.log
  shift
  if [[ -t 2 ]]; then
    ninja -C "$dir" -j "$(build_jobs)" "$@" >&2
  else
    local code=0
    NINJA_STATUS='[%f/%t] ' ninja -C "$dir" -j "$(build_jobs)" "$@" 2>&1 | tee "$log" |
      awk -F'[][/]' '/^\[[0-9]+\/[0-9]+\]/ { tenth = int(10 * $2 / $3); if (tenth > last && $3 > 20) { print "  built " tenth * 10 " %"; fflush() }; last = tenth }' >&2 || code=$?
    [[ $code -ne 0 ]] || return 0
    grep -A 30 -m 3 -E '^FAILED:|error:' "$log" >&2 || tail -30 "$log" >&2
    say "  all of it: $log"
    return 1
  fi
}

# configure PRESET
configure() {
  (cd "$top" && cmake --preset "$1" >"$top/build/configure-$1.log" 2>&1) ||
    { tail -30 "$top/build/configure-$1.log" >&2; return 1; }
}

# build PRESET TARGET...; two builds in one checkout wait for each other.
build() {
  local preset=$1
  shift
  mkdir -p "$top/build"
  (
    flock 8
    configure "$preset" && run_ninja "$top/build/$preset" "$@" 8>&-
  ) 8>"$top/build/.lock"
}

cluster() { "$top/deploy/cluster.sh" "$@"; }

# The folder of the private cluster below $1. The user postgres, as which it runs when started as root, may be kept out of the
# checkout (as below /root): then the data stand in /var/lib/hoso and $1/postgres is a link to them.
cluster_dir() {
  local dir=$1/postgres elsewhere
  if [[ $(id -u) -eq 0 && ! -e $dir ]]; then
    mkdir -p "$1"
    if ! setpriv --reuid postgres --regid postgres --init-groups test -x "$1"; then
      elsewhere=/var/lib/hoso/$(cksum <<<"$dir" | cut -d' ' -f1)
      mkdir -p "$elsewhere" && ln -s "$elsewhere" "$dir"
    fi
  fi
  realpath -m "$dir"
}

# Removes what cluster_dir and the services made below $1.
remove_state() {
  local dir
  [[ -e $1 ]] || return 0
  dir=$(realpath -m "$1/postgres")
  [[ ! -d $dir ]] || cluster stop "$dir"
  stop_leftovers "$1"
  rm -rf --one-file-system "$dir" "$1"
}

# The authority of $1 and the certificates of what runs here: of each service, and of the console, as which hoso, the replay and
# the benchmark call. They are renewed when half their time is over.
ensure_certificates() {
  local name
  "$top/deploy/ca/ca.sh" init "$1/ca"
  for name in "${services[@]}" console; do "$top/deploy/ca/ca.sh" ensure "$1/ca" "hoso://yen-bai/service/$name"; done
}

# ensure_vault STATE_DIR BIN_DIR: the key ring of personal data, outside the database.
ensure_vault() { [[ -e $1/vault.json ]] || "$2/hoso" vault new "$1/vault.json" >/dev/null; }

# ensure_ledger_key STATE_DIR BIN_DIR: the key that signs checkpoints, good from the first day of the replay on.
ensure_ledger_key() {
  [[ -e $1/keys/ledger.pem ]] || "$2/hoso" key new "$1/keys/ledger.pem" --use checkpoint --owner hoso://yen-bai/service/ledger \
    --keys "$1/keys/checkpoints.json" --witness QT-01 --witness QT-02 --not-before 2022-11-01 >/dev/null
}

machine() { echo "$1/ca/machines/service/$2"; }

# What signs and seals below $1/keys, each made once: the keys of people's tokens and of slips with the list of public keys, and
# the key of people's one-time codes.
ensure_keys() {
  local name
  "$top/deploy/ca/sign-key.sh" "$1/keys" token hoso://yen-bai/service/staff
  for name in intake routing; do "$top/deploy/ca/sign-key.sh" "$1/keys" slip "hoso://yen-bai/service/$name" "slip-$name"; done
  (umask 0077 && mkdir -p "$1/passwords" "$1/sessions")
  if [[ ! -e $1/keys/codes ]]; then (umask 0077 && openssl rand -hex 32 >"$1/keys/codes.new" && mv "$1/keys/codes.new" "$1/keys/codes"); fi
}

# What the service $2 takes beside what all take, a word a line. hoso-staff keeps the time of the machine.
flags_of() {
  case $2 in
    staff)
      printf '%s\n' --token-key "$1/keys/token.pem" --code-key "$1/keys/codes" --first-administrator QT-01 \
        --first-password-file "$1/passwords/QT-01"
      ;;
    returns) printf '%s\n' --simulated-clock --vault "$1/vault.json" ;;
    *) printf '%s\n' --simulated-clock --vault "$1/vault.json" --slip-key "$1/keys/slip-$2.pem" ;;
  esac
}

declare -A service_pid=()

# start_service STATE_DIR BIN_DIR NAME CONNINFO [FLAG...]: in a session of its own, so that Ctrl-C reaches it through us, and
# ended by the kernel if we are killed.
start_service() {
  local state=$1 bin=$2 name=$3 database=$4
  shift 4
  mkdir -p "$state/run" "$state/log"
  rm -f "$state/run/$name.port" "$state/run/$name.metrics-port"
  local own
  mapfile -t own < <(flags_of "$state" "$name")
  setsid setpriv --pdeathsig TERM "$bin/hoso-$name" --listen 127.0.0.1:0 --port-file "$state/run/$name.port" \
    --metrics 127.0.0.1:0 --metrics-port-file "$state/run/$name.metrics-port" --machine "$(machine "$state" "$name")" \
    --token-keys "$state/keys/keys.json" --database "$database" --catalogue "$top/catalogue" "${own[@]}" "$@" >>"$state/log/$name.log" 2>&1 </dev/null 9>&- &
  service_pid[$name]=$!
  echo "${service_pid[$name]}" >"$state/run/$name.pid"
}

await_service() {
  local state=$1 name=$2 deadline=$((SECONDS + 30))
  until [[ -s $state/run/$name.port && -s $state/run/$name.metrics-port ]]; do
    kill -0 "${service_pid[$name]}" 2>/dev/null || { tail -3 "$state/log/$name.log" >&2; fail "hoso-$name does not start; see $state/log/$name.log"; }
    [[ $SECONDS -lt $deadline ]] || fail "hoso-$name does not serve after 30 s; see $state/log/$name.log"
    sleep 0.02
  done
}

address() { echo "127.0.0.1:$(<"$1/run/$2.port")"; }

ended() { [[ ! -e /proc/$1 || $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) == Z* ]]; }

# end_process PID: asks, waits for what a drain may take, then kills.
end_process() {
  local deadline=$((SECONDS + 15))
  kill "$1" 2>/dev/null || return 0
  until ended "$1"; do
    if [[ $SECONDS -ge $deadline ]]; then kill -9 "$1" 2>/dev/null || true; return 0; fi
    sleep 0.02
  done
}

stop_services() {
  local name
  for name in "${!service_pid[@]}"; do kill "${service_pid[$name]}" 2>/dev/null || true; done
  for name in "${!service_pid[@]}"; do end_process "${service_pid[$name]}"; done
  service_pid=()
}

# Services of an earlier run that was killed: ended if the recorded process is still one of ours.
stop_leftovers() {
  local file pid
  for file in "$1"/run/*.pid; do
    [[ -e $file ]] || continue
    pid=$(<"$file")
    # Not its exe: that of a service can be read by root only, as its memory is private.
    case $(head -z -n 1 "/proc/$pid/cmdline" 2>/dev/null | tr -d '\0') in
      "$top"/build/*/hoso-*) end_process "$pid" ;;
    esac
    rm -f "$file"
  done
}
