#!/usr/bin/env bash
# One backup with restic, or a check that what it made can be read again.
#
#   restic.sh backup [FLAG...] -- PATH... -- [FORGET FLAG...]
#   restic.sh verify HOST PERCENT
#
# restic finds repository and password by RESTIC_REPOSITORY and RESTIC_PASSWORD_FILE. NIXFLEET_BACKUP_STATE is the folder with
# our own state; into the file NIXFLEET_BACKUP_OUTCOME goes a sentence about how it ended; NIXFLEET_BACKUP_LOCK_WAIT is how many
# seconds to wait for somebody else's lock.
set -euo pipefail
# shellcheck source=run.sh
. "${BASH_SOURCE[0]%/*}/run.sh"

# What restic gave as the reason: the line that says so, or else its last line.
reason() {
  grep -m 1 -e 'already locked' -e '^Fatal: ' "$said" || tail -n 1 "$said"
}

# Runs restic, and again for as long as somebody else holds the lock of the repository; its exit code. `unlock` takes away the
# locks of the dead only, as far as restic can tell: those that were not renewed for half an hour, and those with this
# machine's host name whose process id is not there. Two machines with one host name would take away each other's.
patiently() {
  local code is_told='' deadline=$((SECONDS + NIXFLEET_BACKUP_LOCK_WAIT))
  while true; do
    code=0
    restic "$@" 2>"$said" || code=$?
    if [ "$code" -eq 0 ] || ! is_locked "$code" || [ "$SECONDS" -ge "$deadline" ]; then
      cat "$said" >&2
      return "$code"
    fi
    [ -n "$is_told" ] || echo "Waiting for whoever works on the repository: $(reason)" >&2
    is_told=yes
    sleep 2
    restic unlock >/dev/null 2>&1 || true
  done
}

is_locked() {
  [ "$1" -eq 11 ] || grep -q 'already locked' "$said"
}

# Only a repository that is certainly absent may be made: exit code 10, or before restic 0.17, which has one exit code for
# everything, its words. A wrong password, a network that is down and whatever else goes wrong are no reason to make one.
is_absent() {
  [ "$1" -eq 10 ] && return
  [ "$1" -eq 1 ] && grep -q 'unable to open config file' "$said" &&
    grep -qE 'no such file or directory|does not exist|404 Not Found|NoSuchKey' "$said"
}

open_repository() {
  local code=0
  restic cat config >/dev/null 2>"$said" || code=$?
  if [ "$code" -eq 0 ]; then
    remember "$RESTIC_REPOSITORY"
    return
  fi
  cat "$said" >&2
  is_absent "$code" || fail "The repository cannot be opened: $(reason)"
  refuse_lost "$RESTIC_REPOSITORY"
  echo 'There is no repository yet: making it.' >&2
  restic init >/dev/null 2>"$said" || fail "The repository cannot be made: $(reason)"
  remember "$RESTIC_REPOSITORY"
}

backup() {
  local flags=() paths=() code=0
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  while [ "$1" != -- ]; do
    paths+=("$1")
    shift
  done
  shift

  open_repository
  restic unlock >/dev/null 2>&1 || true
  new_canary
  patiently backup "${flags[@]}" -- "${paths[@]}" "$canary" || code=$?
  case $code in
  0 | 3) cp -f "$canary" "$canary.kept" ;;
  *) fail "No snapshot was made: $(reason)" ;;
  esac
  # Whole snapshots do not make room for incomplete ones.
  [ "$code" -eq 0 ] ||
    fail "A snapshot was made, but it is incomplete: some files could not be read (see the log). Old snapshots stay, and the repository grows, until a backup is whole: mend the files or leave them out (nixfleet.backup.exclude). $(reason)"
  patiently forget "$@" --prune ||
    fail "The snapshot was made, but old ones could not be removed: $(reason)"
  tell 'A snapshot was made, and old ones were removed.'
}

verify() {
  local host=$1 percent=$2 subset=() restored
  [ "$percent" -eq 0 ] || subset=("--read-data-subset=$percent%")
  [ -e "$canary.kept" ] || fail 'There is nothing to verify: no backup has succeeded on this machine yet.'
  patiently check "${subset[@]}" >/dev/null || fail "The repository is damaged or cannot be read: $(reason)"
  restored=$(restic dump --host "$host" latest "$canary" 2>"$said") ||
    fail "The newest snapshot cannot be restored from: $(reason)"
  [ "$restored" = "$(cat "$canary.kept")" ] ||
    fail 'The newest snapshot is not what this machine backed up last: somebody else writes to it under this name, or snapshots were lost.'
  tell 'The repository is whole, and the newest snapshot can be restored from.'
}

alone
"$@"
