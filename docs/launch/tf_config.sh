#!/bin/sh
# Prints the TF_CONFIG of one worker: its number, from 0, then the addresses of all in the order of their numbers.
#
#   export TF_CONFIG="$(sh docs/launch/tf_config.sh 1 first:2222 second:2222)"
set -eu

if [ $# -lt 2 ]; then
  echo "usage: tf_config.sh NUMBER ADDRESS..." >&2
  exit 2
fi
number=$1
shift

workers=
for address in "$@"; do
  workers="$workers, \"$address\""
done
echo "{\"cluster\": {\"worker\": [${workers#, }]}, \"task\": {\"type\": \"worker\", \"index\": $number}}"
