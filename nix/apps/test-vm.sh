#!/usr/bin/env bash
# test-vm: whether a host can be installed and starts, tried from end to end on a VM that is thrown away.
set -euo pipefail
app=test-vm
apps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/say.sh
. "$apps/lib/say.sh"

usage() {
  cat <<'END'
test-vm --host NAME [flags]

Installs a host on a VM of its own, starts it from its disk, and looks whether it is well: its name, multi-user.target,
sshd. The VM is removed afterwards. Ends with 1 when something is wrong.

  -h, --host NAME       the host, as in nixosConfigurations
      --keep            leave the VM running, to look into it
      --flake FLAKE     the fleet (.)
      --iso FILE        this installer instead of the flake's package `iso`
      --identity-key F  put this private key into ~/.keys of the host's user; without it no key leaves this machine
      --extra-files DIR put what is in DIR below / of the host
      --user NAME       who logs in to look at the installed host (root)
      --ssh-port N      port on this machine that leads to the VM's SSH (2299)
      --ssh-timeout N   seconds for SSH to come (installer 120, host 180; five times that when it is emulated)
      --ram N           memory, in MiB (4096)
      --cpus N          processors (2)
      --help            this text
END
}

parse_flags 'host:host keep: flake:flake iso:file identity-key:file extra-files:folder user:user ssh-port:port
  ssh-timeout:count ram:count cpus:count' "$@"
[ -n "${flag[host]-}" ] || fail "say which: --host NAME. See $app --help."

# shellcheck source=lib/vm-state.sh
. "$apps/lib/vm-state.sh"
# shellcheck source=lib/vm-machine.sh
. "$apps/lib/vm-machine.sh"
# shellcheck source=lib/vm-install.sh
. "$apps/lib/vm-install.sh"
# shellcheck source=lib/vm-disk.sh
. "$apps/lib/vm-disk.sh"

clean_up() {
  if [ -n "${is_kept-}" ]; then return; fi
  stop_vm "$host" || true
  rm -rf "$scratch"
}

# What the host says of itself, three lines: asked in one connection, for a host counts them, and once systemd is done.
# shellcheck disable=SC2016 # $... is the host's
asked='i=0
while [ "$i" -lt 120 ] && ! systemctl is-active --quiet multi-user.target; do i=$((i + 1)); sleep 1; done
hostname; systemctl is-active multi-user.target
if systemctl is-active --quiet sshd.service sshd.socket; then echo active; else echo inactive; fi'

expect() {
  local what=$1 wanted=$2 found=$3
  [ "$found" = "$wanted" ] || fail "$host: $what is '$found', not '$wanted'."
  say "    $what: $found"
}

host=${flag[host]} flake=${flag[flake]-.} user=${flag[user]-root} port=${flag[ssh_port]-2299}
hosts=$(hosts_of "$flake")
index_of "$host" "$hosts" >/dev/null
scratch=$(mktemp -d "$vms/test.XXXXXXXX")
# From here on, and before anything can fail, this VM is kept apart: what is cleaned up is never a VM of the same host that
# build-vm made.
vms=$scratch
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "1/6 the installer's ISO"
system=$(system_of "$flake" "$host")
iso=$(iso_file "$flake" "$system" "${flag[iso]-}")

say '2/6 an empty disk'
printf '%s\n' "$system" >"$(vm_file "$host" system)"
disk=$(vm_file "$host" qcow2)

say '3/6 installing'
install_host "$host" "$flake" "$disk" "$port" "$iso" 5G

say '4/6 starting from the disk'
describe_vm "$host" "$disk" "$port" "${flag[ram]-4096}" "${flag[cpus]-2}" '' none
start_in_background "$host" "$port"

say '5/6 waiting for the host'
wait_for_ssh "$host" "$port" "$user" "$(ssh_patience 180)" \
  "The key of an operator of the host has to be in your agent; --user says who logs in."

say '6/6 looking at it'
found=$(connect_timeout=30 ssh_into "$port" "$user" "$asked") ||
  fail "$host let $user in a moment ago, and does not any more."
mapfile -t answers <<<"$found"
expect 'the name of the host' "$host" "${answers[0]-}"
expect multi-user.target active "${answers[1]-}"
expect sshd active "${answers[2]-}"

if [ -n "${flag[keep]-}" ]; then
  is_kept=yes
  say "$host runs: ssh -p $port $user@127.0.0.1. To remove it: kill $(running_pid "$host"); rm -r $scratch"
fi
say "$host is well"
