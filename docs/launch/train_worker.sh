#!/bin/sh
# One worker: begins a run, or goes on with it where its folder has a checkpoint. So whatever starts a worker again, the
# training goes on. All workers are given the same arguments; the folder needs to be there for the first one only.
#
#   sh docs/launch/train_worker.sh runs/faces ./faces.ts --steps 20000
set -eu

if [ $# -lt 1 ]; then
  echo "usage: train_worker.sh FOLDER [experiment] [flags of deno task train]" >&2
  exit 2
fi
folder=$1
shift

if ls "$folder"/checkpoints/step_*.json > /dev/null 2>&1; then
  set -- "$@" --resume "$folder"
else
  rm -f "$folder/config.json" # of a run that ended before its first checkpoint
  set -- "$@" --out "$folder"
fi

forger=$(cd "$(dirname "$0")/../.." && pwd)
flag=$(cd "$forger" && deno run -qA tools/std.ts) # --config=…, as the tasks have it
# in place of this shell, so that signals reach the worker
exec deno run -A "--config=$forger/${flag#--config=}" "$forger/packages/cli/main.ts" train "$@"
