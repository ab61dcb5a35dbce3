#!/usr/bin/env bash
# Makes a key that signs, and lists its public half: for development, beside ca.sh.
#
#   sign-key.sh DIR USE OWNER [NAME]    DIR/NAME.pem (Ed25519, mode 0600; NAME is USE if it is not given) and its entry in
#                                       DIR/keys.json; nothing happens if it is there
#
# USE is token, slip, checkpoint or packet; OWNER a name such as hoso://yen-bai/service/staff. keys.json is hoso.trust.v1.KeyList.
set -euo pipefail

[[ ( $# -eq 3 || $# -eq 4 && $4 =~ ^[a-z-]+$ ) && $2 =~ ^(token|slip|checkpoint|packet)$ && $3 =~ ^hoso://[a-z0-9-]+/[a-z]+/[A-Za-z0-9._-]+$ ]] ||
  { sed -n '2,/^set -/{/^set -/!s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
umask 0077
mkdir -p "$1"
folder=$(cd "$1" && pwd)
exec 9<"$folder"
flock 9

name=${4:-$2}
[[ ! -e $folder/$name.pem ]] || exit 0
openssl genpkey -algorithm ed25519 -out "$folder/$name.pem.new"
# The last 32 bytes of the DER form are the key itself (RFC 8410).
openssl pkey -in "$folder/$name.pem.new" -pubout -outform DER | tail -c 32 >"$folder/public.new"
key_id=$(sha256sum <"$folder/public.new" | cut -c 1-16)
# From an hour ago: the clocks of two machines differ. A key for slips from ever: the replay hands out slips of years past.
since="$(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)"
[[ $2 != slip ]] || since=2000-01-01T00:00:00Z
entry=$(printf '{"key_id": "%s", "use": "KEY_USE_%s", "owner": "%s", "ed25519": "%s", "not_before": "%s"}' "$key_id" "${2^^}" "$3" \
  "$(base64 -w0 "$folder/public.new")" "$since")
rm "$folder/public.new"
# Added to the list as it is: what was revoked in it stays so.
python3 - "$folder/keys.json" "$entry" >"$folder/keys.json.new" <<'END'
import json, os, sys
keys = json.load(open(sys.argv[1]))["keys"] if os.path.exists(sys.argv[1]) else []
print(json.dumps({"keys": keys + [json.loads(sys.argv[2])]}, indent=1))
END
chmod 0644 "$folder/keys.json.new"
mv "$folder/keys.json.new" "$folder/keys.json"
mv "$folder/$name.pem.new" "$folder/$name.pem"
