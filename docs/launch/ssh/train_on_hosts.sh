#!/bin/sh
# Trains with one worker on each host of a list, by ssh. Each host has Forger's folder and the experiment at the same place,
# and lets you in without a password.
#
#   sh docs/launch/ssh/train_on_hosts.sh hosts.txt forger runs/faces ./faces.ts --steps 20000
#
# hosts.txt names a host in each line, as ssh knows it and as the other hosts reach it, with the port at which its worker
# listens: `gpu1:2222` or `me@gpu1:2222`. The first one writes the run. Ctrl-C ends all in order.
set -eu

if [ $# -lt 3 ]; then
  echo "usage: train_on_hosts.sh HOSTS_FILE FORGER_FOLDER RUN_FOLDER [experiment] [flags of deno task train]" >&2
  exit 2
fi
hosts=$(grep -v '^[[:space:]]*\(#\|$\)' "$1")
forger=$2
shift 2

# In quotes for the other host's shell.
quote() {
  printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"
}

arguments=
for argument in "$@"; do
  arguments="$arguments $(quote "$argument")"
done
addresses=
for host in $hosts; do
  addresses="$addresses ${host##*@}"
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkfifo "$scratch/alive" "$scratch/ended"
# Each worker reads from here, and is told to stop when nobody holds it open any more: so it ends however this script does.
exec 8<> "$scratch/alive"
exec 7< "$scratch/alive" 9<> "$scratch/ended"

number=0
for host in $hosts; do
  # shellcheck disable=SC2086 # each is an argument
  config=$(sh "$(dirname "$0")/../tf_config.sh" "$number" $addresses)
  command="cd $(quote "$forger") && TF_CONFIG=$(quote "$config") exec sh docs/launch/ssh/follow.sh$arguments"
  (
    trap '' HUP INT TERM # which reach this one too where they are meant for all: it has to tell how the worker ended
    code=0
    ssh -o BatchMode=yes "${host%:*}" "$command" <&7 || code=$?
    echo "$number $code" >&9
  ) 8>&- &
  number=$((number + 1))
done

first=0
stop() {
  exec 8>&-
}
trap stop HUP INT TERM
while [ "$number" -gt 0 ]; do
  read -r worker code <&9 || continue # a signal came
  number=$((number - 1))
  if [ "$code" -ne 0 ] && [ "$first" -eq 0 ]; then
    first=$code
    echo "worker $worker ended with exit code $code" >&2
    stop
  fi
done
exit "$first"
