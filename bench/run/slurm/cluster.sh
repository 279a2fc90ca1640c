#!/bin/sh
# A Slurm cluster for tests, from the slurm.conf and the munge.key in a folder: munged, slurmctld and one slurmd a
# node. It lives as long as standard input is open, so that it ends with the test, in whatever way that ends.
#
# usage: cluster.sh FOLDER NODE...
set -u
folder=$1
shift
export SLURM_CONF="$folder/slurm.conf"

start() {
  "$@" </dev/null >>"$folder/$1.out" 2>&1 &
}

# Daemons and tasks have SLURM_CONF in their environment; slurmstepd hides its own, but stands in the spool folder.
kill_all() {
  for process in /proc/[0-9]*; do
    id=${process#/proc/}
    [ "$id" = $$ ] && continue
    case "$(readlink "$process/cwd" 2>/dev/null)" in
      "$folder"/spool-*) ;;
      *) grep -qsF "SLURM_CONF=$SLURM_CONF" "$process/environ" || continue ;;
    esac
    kill -KILL "$id" 2>/dev/null && found=1
  done
}

start munged --foreground --socket="$folder/munge.socket" --key-file="$folder/munge.key" \
  --pid-file="$folder/munge.pid" --log-file="$folder/munge.log" --seed-file="$folder/munge.seed"
start slurmctld -D -i
for node; do start slurmd -D -N "$node"; done

cat >/dev/null
found=1
while [ "$found" = 1 ]; do
  found=0
  kill_all
  wait # reaps the daemons, so that they are not found again
done
