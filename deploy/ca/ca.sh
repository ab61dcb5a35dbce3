#!/usr/bin/env bash
# A development authority: makes itself, and gives each machine a certificate that carries its name as a URI.
#
#   ca.sh init DIR                       the authority; nothing happens if it is there
#   ca.sh issue DIR NAME [--days N]      a key and a certificate for a machine (90 days); again: renews both
#   ca.sh ensure DIR NAME [--days N]     as issue, unless the machine has one that is good for half that time yet
#   ca.sh revoke DIR NAME                refuses the machine's certificates from now on
#   ca.sh list DIR                       state, end, serial number and name of every certificate
#
# NAME is hoso://PROVINCE/KIND/ID, with KIND one of service, office, agency, device. What a machine needs stands in
# DIR/machines/KIND/ID: authorities.pem, revoked.pem, and current/ with certificate.pem and key.pem. `current` is a link that
# moves in one step, so that a running service never reads a key with another's certificate. Keys: mode 0600, ECDSA P-256.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)

usage() { sed -n '2,/^set -/{/^set -/!s/^# \{0,1\}//p}' "$0" >&2; }

fail() {
  echo "ca.sh: $*" >&2
  exit 1
}

# Says what openssl said only when it fails.
quiet() {
  local said
  said=$("$@" 2>&1) || fail "$said"
}

authority() { HOSO_NAMES=${names:-} openssl ca -batch -notext -config "$here/openssl.cnf" "$@"; }

write_revoked() {
  quiet authority -gencrl -out "$authority/revoked.pem.new"
  mv "$authority/revoked.pem.new" "$authority/revoked.pem"
  local folder
  for folder in "$HOSO_CA"/machines/*/*; do
    [[ ! -d $folder ]] || publish revoked.pem "$folder"
  done
}

# publish FILE FOLDER: whole or not at all.
publish() {
  cp "$authority/$1" "$2/$1.new"
  mv "$2/$1.new" "$2/$1"
}

init() {
  [[ ! -e $authority/revoked.pem ]] || return 0
  rm -rf "$authority"
  mkdir -p "$authority/issued"
  chmod 0700 "$authority"
  : >"$authority/index.txt"
  echo 01 >"$authority/crlnumber"
  quiet openssl ecparam -name prime256v1 -genkey -noout -out "$authority/authority.key"
  HOSO_NAMES='' quiet openssl req -new -x509 -sha256 -days 3650 -config "$here/openssl.cnf" -extensions authority \
    -key "$authority/authority.key" -subj "/CN=Hoso development authority" -out "$authority/authority.pem"
  cp "$authority/authority.pem" "$authority/authorities.pem"
  write_revoked
}

# Sets kind, machine and names from NAME.
read_name() {
  name=$1
  [[ $name =~ ^hoso://([a-z0-9-]{1,40})/(service|office|agency|device)/([A-Za-z0-9][A-Za-z0-9._-]{0,63})$ ]] ||
    fail "$name: no name of a machine, want hoso://PROVINCE/KIND/ID with KIND service, office, agency or device"
  kind=${BASH_REMATCH[2]}
  machine=$HOSO_CA/machines/$kind/${BASH_REMATCH[3]}
  shape=caller
  names=URI:$name
  if [[ $kind == service ]]; then
    shape=service
    names+=,IP:127.0.0.1,IP:::1,DNS:localhost
  fi
}

issue() {
  [[ -e $authority/revoked.pem ]] || fail "$HOSO_CA: no authority, make one with: ca.sh init $HOSO_CA"
  local version
  mkdir -p "$machine"
  version=$(mktemp -d "$machine/$(date +%Y%m%d).XXXXXX")
  quiet openssl ecparam -name prime256v1 -genkey -noout -out "$version/key.pem"
  # The common name is for people: 64 characters at most, the URI says it all.
  HOSO_NAMES=$names quiet openssl req -new -sha256 -config "$here/openssl.cnf" -key "$version/key.pem" \
    -subj "/CN=$kind ${machine##*/}" -out "$version/request.pem"
  # From an hour ago: the clocks of two machines differ.
  quiet authority -in "$version/request.pem" -startdate "$(date -u -d '1 hour ago' +%Y%m%d%H%M%SZ)" -days "$days" -extensions "$shape" -out "$version/certificate.pem"
  rm "$version/request.pem"
  chmod 0600 "$version/key.pem"
  publish authorities.pem "$machine"
  publish revoked.pem "$machine"
  ln -sfn "${version##*/}" "$machine/current.new"
  mv -T "$machine/current.new" "$machine/current"
}

ensure() {
  local certificate=$machine/current/certificate.pem
  if [[ -e $certificate ]] && openssl x509 -in "$certificate" -noout -checkend $((days * 43200)) >/dev/null; then return 0; fi
  issue
}

# All certificates that the machine ever had: a thief may have copied an older one.
revoke() {
  local certificate serial revoked=
  for certificate in "$machine"/*/certificate.pem; do
    [[ -e $certificate && ! -L ${certificate%/*} ]] || continue
    serial=$(openssl x509 -in "$certificate" -noout -serial | cut -d= -f2)
    if grep -q "^V.*	$serial	" "$authority/index.txt"; then quiet authority -revoke "$certificate"; fi
    revoked=1
  done
  [[ -n $revoked ]] || fail "$name: has no certificate"
  write_revoked
}

list() {
  local state end serial certificate
  while IFS=';' read -r state end _ serial _; do
    certificate=$authority/issued/$serial.pem
    printf '%s\t%s\t%s\t%s\n' "$state" "$end" "$serial" \
      "$(openssl x509 -in "$certificate" -noout -ext subjectAltName | grep -o 'hoso://[^, ]*')"
  done < <(tr '\t' ';' <"$authority/index.txt")
}

[[ $# -ge 2 ]] || { usage; exit 2; }
command=$1
mkdir -p "$2"
HOSO_CA=$(cd "$2" && pwd)
export HOSO_CA
authority=$HOSO_CA/authority
shift 2
days=90
case $command in
  init | list) [[ $# -eq 0 ]] || { usage; exit 2; } ;;
  issue | ensure | revoke)
    [[ $# -ge 1 ]] || { usage; exit 2; }
    read_name "$1"
    shift
    if [[ ${1:-} == --days && ${2:-} =~ ^[1-9][0-9]{0,3}$ ]]; then
      days=$2
      shift 2
    fi
    [[ $# -eq 0 ]] || { usage; exit 2; }
    ;;
  *) usage; exit 2 ;;
esac
umask 0077
exec 9<"$HOSO_CA"
flock 9
"$command"
