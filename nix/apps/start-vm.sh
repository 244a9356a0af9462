#!/usr/bin/env bash
# start-vm: runs VMs that were built.
set -euo pipefail
app=start-vm
apps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/say.sh
. "$apps/lib/say.sh"

usage() {
  cat <<'END'
start-vm (--host NAME | --all) [flags]

Starts a VM that build-vm made; does nothing when it runs.

  -h, --host NAME     the host
      --all           every VM that was built
      --ssh-port N    port on this machine that leads to the VM's SSH (kept; the one it was built with)
      --ram N         memory, in MiB (1024)
      --cpus N        processors (2)
      --vlan PORT     a second network card, on the network of all VMs with this port
      --display WHAT  none: in the background; gtk: a window; spice: a socket for remote-viewer (none).
                      With gtk and spice it runs in the foreground; not with --all.
      --help          this text
END
}

parse_flags 'host:host all: ssh-port:port ram:count cpus:count vlan:port display:display' "$@"
check_host_or_all

# shellcheck source=lib/vm-state.sh
. "$apps/lib/vm-state.sh"
# shellcheck source=lib/vm-machine.sh
. "$apps/lib/vm-machine.sh"

start_all() {
  local host found failed=() given=()
  [ -z "${flag[ssh_port]-}" ] || fail '--ssh-port is for one VM: each has its own.'
  [ "${flag[display]-none}" = none ] || fail '--display is for one VM: with --all they run in the background.'
  for each in ram cpus vlan; do
    if [ -n "${flag[$each]-}" ]; then given+=("--$each=${flag[$each]}"); fi
  done
  found=$(vms_with qcow2)
  [ -n "$found" ] || fail "there is no VM in $vms: build one with build-vm."
  while read -r host <&3; do
    bash "$apps/start-vm.sh" --host "$host" "${given[@]}" || failed+=("$host")
  done 3<<<"$found"
  [ "${#failed[@]}" -eq 0 ] || fail "not started: ${failed[*]}"
}

start_one() {
  local host=$1 disk port display=${flag[display]-none}
  disk=$(vm_file "$host" qcow2)
  if running_pid "$host" >/dev/null; then
    say "$host runs already"
    return
  fi
  [ -f "$disk" ] || fail "$host has no disk ($disk): build it with build-vm --host $host."
  port=$(choose_port "$host" "${flag[ssh_port]-}" '')
  describe_vm "$host" "$disk" "$port" "${flag[ram]-1024}" "${flag[cpus]-2}" "${flag[vlan]-}" "$display"
  if [ "$display" = none ]; then
    start_in_background "$host" "$port"
    say "$host runs: ssh -p $port root@127.0.0.1 (console: $(vm_file "$host" console.log))"
    return
  fi
  say "$host runs until QEMU ends: ssh -p $port root@127.0.0.1"
  if [ "$display" = spice ]; then say "look at it with: remote-viewer 'spice+unix://$(vm_file "$host" spice)'"; fi
  exec "${qemu[@]}"
}

if [ -n "${flag[all]-}" ]; then start_all; else start_one "${flag[host]}"; fi
