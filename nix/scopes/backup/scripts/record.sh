#!/usr/bin/env bash
# Writes down how a run ended, whether it went well or not: `record.sh status` or `record.sh verify` writes status.json or
# verify.json in NIXFLEET_BACKUP_STATE, the whole file at once. systemd says by SERVICE_RESULT (and EXIT_CODE, EXIT_STATUS) how it
# went; what the backup itself said is in the file NIXFLEET_BACKUP_OUTCOME.
set -euo pipefail
umask 077

file=$NIXFLEET_BACKUP_STATE/$1.json
new=$file.new
result=${SERVICE_RESULT:-success}
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
message=$(cat "$NIXFLEET_BACKUP_OUTCOME" 2>/dev/null || true)

if [ "$result" = success ]; then
  status=success
  last_success=$now
else
  status=failure
  last_success=$(jq -r '.lastSuccess // empty' "$file" 2>/dev/null || true)
  if [ -z "$message" ]; then
    message="It ended with $result${EXIT_STATUS:+ (${EXIT_CODE:-exited} $EXIT_STATUS)}; the log of the service says more."
  fi
fi

jq -n \
  --arg lastRun "$now" \
  --arg status "$status" \
  --arg hostname "$NIXFLEET_BACKUP_HOST" \
  --arg lastSuccess "$last_success" \
  --arg result "$result" \
  --arg message "$message" \
  '{lastRun: $lastRun, status: $status, hostname: $hostname,
    lastSuccess: (if $lastSuccess == "" then null else $lastSuccess end), result: $result, message: $message}' \
  >"$new"
sync "$new"
mv -f "$new" "$file"
