#!/bin/sh
# Runs one fuzz target for HOSO_FUZZ_SECONDS (60): run.sh BUILD_DIR NAME. Inputs that reached something new are kept in
# BUILD_DIR/corpus for the next run; one that breaks something stands in BUILD_DIR/found and its path in the output.
set -eu
build=$1 name=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$build/corpus/$name" "$build/found"
dictionary=
[ ! -e "$here/$name.dict" ] || dictionary=-dict=$here/$name.dict
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1}"
# shellcheck disable=SC2086  # No dictionary is no argument.
exec "$build/fuzz/${name}_fuzz" -max_total_time="${HOSO_FUZZ_SECONDS:-60}" -timeout=10 -rss_limit_mb=1024 -max_len=16384 \
  -use_value_profile=0 -print_final_stats=1 -artifact_prefix="$build/found/$name-" $dictionary \
  "$build/corpus/$name" "$here/corpus/$name"
