#!/usr/bin/env bash
# stop-vm: ends VMs.
set -euo pipefail
app=stop-vm
apps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/say.sh
. "$apps/lib/say.sh"

usage() {
  cat <<'END'
stop-vm (--host NAME | --all)

Ends a VM, as if its power were cut. To end it gently: ssh -p PORT root@127.0.0.1 poweroff

  -h, --host NAME  the host
      --all        every VM that runs
      --help       this text
END
}

parse_flags 'host:host all:' "$@"
check_host_or_all

# shellcheck source=lib/vm-state.sh
. "$apps/lib/vm-state.sh"

stop_one() {
  if stop_vm "$1"; then say "$1 is stopped"; else say "$1 does not run"; fi
}

if [ -n "${flag[all]-}" ]; then
  hosts=$(vms_with pid)
  [ -n "$hosts" ] || say 'no VM runs'
  for host in $hosts; do stop_one "$host"; done
else
  stop_one "${flag[host]}"
fi
