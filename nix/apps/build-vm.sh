#!/usr/bin/env bash
# build-vm: a VM per host of the fleet, installed from its ISO as a machine of metal would be.
set -euo pipefail
app=build-vm
apps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/say.sh
. "$apps/lib/say.sh"

usage() {
  cat <<'END'
build-vm (--host NAME | --all) [flags]

Makes a VM of a host: boots the installer, installs the host with nixos-anywhere, switches the VM off.
Start it with start-vm. A VM that has a disk is left as it is.

  -h, --host NAME       the host, as in nixosConfigurations
      --all             every NixOS host of the flake, one after the other
      --rebuild         install the VM anew; the one there is goes when the new one is whole
      --flake FLAKE     the fleet (.)
      --iso FILE        this installer instead of the flake's package `iso`
      --identity-key F  put this private key into ~/.keys of the host's user; without it no key leaves this machine
      --extra-files DIR put what is in DIR below / of the host; with --all what is in DIR/NAME
      --ssh-port N      port on this machine that leads to the VM's SSH (kept; 2201 and up if free)
      --ssh-timeout N   seconds for the installer to start (120; 600 when it is emulated)
      --ram N           memory while installing, in MiB (4096)
      --cpus N          processors while installing (2)
      --disk-size S     size of the disk, such as 20G (5G)
      --vlan PORT       a second network card, on the network of all VMs with this port
      --help            this text

The VMs are kept in ${XDG_DATA_HOME:-~/.local/share}/nixfleet/vms.
END
}

parse_flags 'host:host all: rebuild: flake:flake iso:file identity-key:file extra-files:folder ssh-port:port
  ssh-timeout:count ram:count cpus:count disk-size:size vlan:port' "$@"
check_host_or_all

# shellcheck source=lib/vm-state.sh
. "$apps/lib/vm-state.sh"
# shellcheck source=lib/vm-machine.sh
. "$apps/lib/vm-machine.sh"
# shellcheck source=lib/vm-install.sh
. "$apps/lib/vm-install.sh"
# shellcheck source=lib/vm-disk.sh
. "$apps/lib/vm-disk.sh"

# Each host in a process of its own, so that one that fails takes nothing along.
build_all() {
  local hosts=$1 host failed=() given=()
  [ -z "${flag[ssh_port]-}" ] || fail '--ssh-port is for one host: --all gives each its own.'
  for each in "${!flag[@]}"; do
    case $each in
    all | extra_files) ;;
    rebuild) given+=(--rebuild) ;;
    *) given+=("--${each//_/-}=${flag[$each]}") ;;
    esac
  done
  while read -r host <&3; do
    local own=()
    if [ -d "${flag[extra_files]-}/$host" ] && [ -n "${flag[extra_files]-}" ]; then
      own=("--extra-files=${flag[extra_files]}/$host")
    fi
    bash "$apps/build-vm.sh" --host "$host" "${given[@]}" "${own[@]}" || failed+=("$host")
  done 3<<<"$hosts"
  [ "${#failed[@]}" -eq 0 ] || fail "not built: ${failed[*]}"
}

# What an installation that ends early leaves: the VM that was there before, or nothing.
clean_up() {
  if [ -n "${building-}" ]; then
    stop_vm "$building" || true
    give_up "$building"
  fi
  rm -rf "$scratch"
}

give_up() {
  local host=$1 efivars
  efivars=$(vm_file "$host" efivars.fd)
  # No bare `return` here: in a trap it is that of what failed before.
  if [ -e "$(vm_file "$host" qcow2)" ]; then
    rm -f "$(vm_file "$host" qcow2.new)" "$(vm_file "$host" console.log)" "$efivars"
    if [ -e "$scratch/efivars.fd" ]; then mv "$scratch/efivars.fd" "$efivars"; fi
    say "$host keeps the disk it had"
  else
    forget_vm "$host"
  fi
}

# The firmware's variables belong to a disk: those of the one that is there wait until there is another.
set_aside() {
  local efivars
  efivars=$(vm_file "$1" efivars.fd)
  if [ -e "$efivars" ]; then mv "$efivars" "$scratch/efivars.fd"; fi
}

build_one() {
  local host=$1 hosts=$2 disk index system iso port
  disk=$(vm_file "$host" qcow2)
  index=$(index_of "$host" "$hosts")
  if [ -e "$disk" ] && [ -z "${flag[rebuild]-}" ]; then
    say "$host has a disk: left as it is (--rebuild makes it anew)"
    return
  fi
  if running_pid "$host" >/dev/null && [ -e "$disk.new" ]; then fail "$host is being built already."; fi
  system=$(system_of "$flake" "$host")
  iso=$(iso_file "$flake" "$system" "${flag[iso]-}")
  if stop_vm "$host"; then say "$host is stopped, to be built anew"; fi
  port=$(choose_port "$host" "${flag[ssh_port]-}" $((2201 + index)))
  building=$host
  set_aside "$host"
  printf '%s\n' "$system" >"$(vm_file "$host" system)"
  printf '%s\n' "$port" >"$(vm_file "$host" port)"
  # It gets its name when it is whole, over the one that was there: a disk that is there is one that boots.
  install_host "$host" "$flake" "$disk.new" "$port" "$iso" "${flag[disk_size]-5G}"
  mv "$disk.new" "$disk"
  building=
  say "$host is built. Start it with: start-vm --host $host"
}

flake=${flag[flake]-.}
hosts=$(hosts_of "$flake")
if [ -n "${flag[all]-}" ]; then
  build_all "$hosts"
else
  scratch=$(mktemp -d "$vms/scratch.XXXXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  build_one "${flag[host]}" "$hosts"
fi
