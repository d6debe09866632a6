#!/bin/sh
# Runs a worker that is told to stop when its standard input ends, as it does where the connection is gone.
set -eu
exec 3<&0
sh "$(dirname "$0")/../train_worker.sh" "$@" < /dev/null 3<&- &
worker=$!
(
  cat <&3 > /dev/null
  kill -TERM "$worker" 2> /dev/null
) &
watcher=$!
exec 3<&-
code=0
wait "$worker" || code=$?
kill "$watcher" 2> /dev/null || true
exit "$code"
