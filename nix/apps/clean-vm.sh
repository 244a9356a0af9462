#!/usr/bin/env bash
# clean-vm: removes VMs, disks and all.
set -euo pipefail
app=clean-vm
apps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/say.sh
. "$apps/lib/say.sh"

usage() {
  cat <<'END'
clean-vm (--host NAME | --all)

Ends a VM and deletes all that is kept of it: its disk, its EFI variables, its port.

  -h, --host NAME  the host
      --all        every VM, those of hosts that the fleet no longer has too
      --help       this text
END
}

parse_flags 'host:host all:' "$@"
check_host_or_all

# shellcheck source=lib/vm-state.sh
. "$apps/lib/vm-state.sh"

clean_one() {
  local host=$1
  if stop_vm "$host"; then say "$host is stopped"; fi
  forget_vm "$host"
  say "$host is gone, with all that was kept of it"
}

if [ -n "${flag[all]-}" ]; then
  hosts=$(vms_with "${vm_endings[@]}")
  [ -n "$hosts" ] || say "there is no VM in $vms"
  for host in $hosts; do clean_one "$host"; done
else
  clean_one "${flag[host]}"
fi
