#!/usr/bin/env bash
# What a run of either backend is: one at a time, with a sentence about how it ended, a mark of the repository that it
# knows, and a canary. For restic.sh and borg.sh, which read it.
umask 077

state=$NIXFLEET_BACKUP_STATE
outcome=$NIXFLEET_BACKUP_OUTCOME
marker=$state/repository
canary=$state/canary
# What the backend said last.
said=$(mktemp)
trap 'rm -f "$said"' EXIT

tell() {
  printf '%s\n' "$1" >&2
  printf '%s\n' "$1" >"$outcome"
}

fail() {
  tell "$1"
  exit 1
}

# One run at a time on this machine: a backup in the middle of a verification would give it another canary than the one in
# the repository. The lock lasts as long as this script and what it started.
alone() {
  local lock
  exec {lock}>"$state/lock"
  if flock -n "$lock"; then return; fi
  if [ "$NIXFLEET_BACKUP_LOCK_WAIT" -gt 0 ]; then
    echo 'Waiting for the other run on this machine.' >&2
    if flock -w "$NIXFLEET_BACKUP_LOCK_WAIT" "$lock"; then return; fi
  fi
  fail 'Another backup or verification is at work on this machine and did not end in time.'
}

# The repository is there, and ours.
remember() {
  printf '%s\n' "$1" >"$marker"
}

# A disk that is not mounted looks like a repository that was never made.
refuse_lost() {
  [ "$(cat "$marker" 2>/dev/null)" != "$1" ] ||
    fail "The repository $1 was there before and is gone. Bring it back (is its disk mounted?); to begin a new one, remove $marker."
}

# A file that changes with every backup, so that reading it back shows that the newest one arrived.
new_canary() {
  head -c 24 /dev/urandom | base64 >"$canary.new"
  mv -f "$canary.new" "$canary"
}
