#!/usr/bin/env bash
# What systemd does for a backup on Linux, for launchd: hooks around it, a log that only root reads, the record of how it ended,
# and the pings.
#
#   launchd.sh status|verify PROGRAM [ARGUMENT...]
#
# NIXFLEET_BACKUP_{PRE,POST}: programs to run before and after, or empty. NIXFLEET_BACKUP_RECORD: what writes the record down.
# NIXFLEET_BACKUP_ON_{SUCCESS,FAILURE}: addresses to ping, or empty. NIXFLEET_BACKUP_ENVIRONMENT: a file of `NAME=value` lines
# that the program needs, or empty.
set -uo pipefail
umask 077

kind=$1
shift
state=$NIXFLEET_BACKUP_STATE
mkdir -p "$state" && chmod 0700 "$state" || exit 1
log=$state/$kind.log
[ ! -e "$log" ] || mv -f "$log" "$log.1"
exec >"$log" 2>&1

NIXFLEET_BACKUP_OUTCOME=$(mktemp)
export NIXFLEET_BACKUP_OUTCOME
trap 'rm -f "$NIXFLEET_BACKUP_OUTCOME"' EXIT

# As systemd reads such a file, but for quotes: the lines are not for a shell to run.
while IFS= read -r line; do
  case $line in
  [A-Za-z_]*=*) export "${line?}" ;;
  esac
done < <(cat -- "${NIXFLEET_BACKUP_ENVIRONMENT:-/dev/null}")

ping() {
  [ -z "$1" ] || curl --fail --silent --show-error --max-time 10 --retry 3 --output /dev/null "$1" || true
}

# The first step that fails ends it, and its name is what remains to be told.
code=0
if [ -n "${NIXFLEET_BACKUP_PRE-}" ] && ! "$NIXFLEET_BACKUP_PRE"; then
  code=1
  echo 'The hook before the backup (preHook) failed.' >"$NIXFLEET_BACKUP_OUTCOME"
elif ! "$@"; then
  code=1
elif [ -n "${NIXFLEET_BACKUP_POST-}" ] && ! "$NIXFLEET_BACKUP_POST"; then
  code=1
  echo 'The backup was made, but the hook after it (postHook) failed.' >"$NIXFLEET_BACKUP_OUTCOME"
fi

if [ "$code" -eq 0 ]; then
  SERVICE_RESULT=success "$NIXFLEET_BACKUP_RECORD" "$kind"
  ping "${NIXFLEET_BACKUP_ON_SUCCESS-}"
else
  SERVICE_RESULT=exit-code "$NIXFLEET_BACKUP_RECORD" "$kind"
  ping "${NIXFLEET_BACKUP_ON_FAILURE-}"
fi
exit "$code"
