#!/usr/bin/env bash
# One backup with Borg, or a check that what it made can be read again.
#
#   borg.sh backup HOST ENCRYPTION [CREATE FLAG...] -- PATH... -- [PRUNE FLAG...]
#   borg.sh verify HOST
#
# Borg finds repository and passphrase by BORG_REPO and BORG_PASSCOMMAND. NIXFLEET_BACKUP_STATE is the folder with our own
# state; into the file NIXFLEET_BACKUP_OUTCOME goes a sentence about how it ended; NIXFLEET_BACKUP_LOCK_WAIT is how many seconds
# to wait for somebody else's lock.
set -euo pipefail
# shellcheck source=run.sh
. "${BASH_SOURCE[0]%/*}/run.sh"

# Borg takes away the locks of the dead only while it waits.
wait=$((NIXFLEET_BACKUP_LOCK_WAIT > 2 ? NIXFLEET_BACKUP_LOCK_WAIT : 2))

reason() {
  tail -n 1 "$said"
}

# Runs Borg, which waits for locks by itself; its exit code. 1 is a warning: done, but something was remarkable.
patiently() {
  local code=0
  borg --lock-wait "$wait" "$@" 2>"$said" || code=$?
  cat "$said" >&2
  return "$code"
}

# Archives of this host: its name may be the beginning of another's.
archives_of() {
  printf '%s' "$1-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*"
}

# Only a repository that is certainly absent may be made: a wrong passphrase, a network that is down and whatever else goes
# wrong are no reason to make one.
open_repository() {
  local encryption=$1 code=0
  borg --log-json --lock-wait "$wait" info >/dev/null 2>"$said" || code=$?
  if [ "$code" -le 1 ]; then
    remember "$BORG_REPO"
    return
  fi
  if ! grep -q '"msgid": "Repository.DoesNotExist"' "$said"; then
    # As Borg words it for people.
    borg --lock-wait "$wait" info >/dev/null 2>"$said" || true
    cat "$said" >&2
    fail "The repository cannot be opened: $(reason)"
  fi
  refuse_lost "$BORG_REPO"
  echo 'There is no repository yet: making it.' >&2
  patiently init --make-parent-dirs "--encryption=$encryption" || fail "The repository cannot be made: $(reason)"
  remember "$BORG_REPO"
}

backup() {
  local host=$1 encryption=$2 flags=() paths=() code=0
  shift 2
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

  open_repository "$encryption"
  new_canary
  patiently create "${flags[@]}" "::$host-{utcnow:%Y-%m-%dT%H:%M:%S.%f}" "${paths[@]}" "$canary" || code=$?
  case $code in
  0) ;;
  1) grep -q . "$said" && echo 'Borg warns; the archive is made all the same.' >&2 ;;
  *) fail "No archive was made: $(reason)" ;;
  esac
  cp -f "$canary" "$canary.kept"
  patiently prune --glob-archives "$(archives_of "$host")" "$@" ||
    fail "The archive was made, but old ones could not be removed: $(reason)"
  patiently compact || fail "The archive was made, but the space of old ones could not be freed: $(reason)"
  if [ "$code" -eq 1 ]; then
    tell 'An archive was made, with warnings (see the log), and old ones were removed.'
  else
    tell 'An archive was made, and old ones were removed.'
  fi
}

verify() {
  local host=$1 newest restored
  [ -e "$canary.kept" ] || fail 'There is nothing to verify: no backup has succeeded on this machine yet.'
  patiently check --glob-archives "$(archives_of "$host")" --last 1 ||
    fail "The repository is damaged or cannot be read: $(reason)"
  newest=$(borg list --glob-archives "$(archives_of "$host")" --last 1 --format '{archive}' 2>"$said") ||
    fail "The archives cannot be listed: $(reason)"
  [ -n "$newest" ] || fail 'The repository holds no archive of this machine any more.'
  restored=$(borg extract --stdout "::$newest" "${canary#/}" 2>"$said") ||
    fail "The newest archive cannot be restored from: $(reason)"
  [ "$restored" = "$(cat "$canary.kept")" ] ||
    fail 'The newest archive is not what this machine backed up last: somebody else writes to it under this name, or archives were lost.'
  tell 'The repository is whole, and the newest archive can be restored from.'
}

alone
"$@"
