# shellcheck shell=bash
# What stands between an empty disk and a host on it: the flake, the installer's ISO, SSH, nixos-anywhere.

nix_command() { nix --extra-experimental-features 'nix-command flakes' "$@"; }

# The NixOS hosts of a flake, in order.
hosts_of() {
  nix_command eval --raw "$1#nixosConfigurations" \
    --apply 'hosts: builtins.concatStringsSep "\n" (builtins.attrNames hosts)' ||
    fail "the hosts of the flake '$1' can't be listed; what Nix says stands above. Run this in the folder of your fleet's flake.nix, or give --flake."
}

# The place of a host among them, from 0 on.
index_of() {
  local host=$1 hosts=$2 each index=0
  while read -r each; do
    if [ "$each" = "$host" ]; then
      printf '%s' "$index"
      return
    fi
    index=$((index + 1))
  done <<<"$hosts"
  fail "the flake has no NixOS host $host. It has: ${hosts//$'\n'/, }."
}

system_of() {
  nix_command eval --raw "$1#nixosConfigurations.\"$2\".config.nixpkgs.hostPlatform.system" ||
    fail "the host $2 does not evaluate; what Nix says stands above."
}

# The installer: what --iso names, else the flake's own.
iso_file() {
  local flake=$1 system=$2 given=$3 built found
  if [ -n "$given" ]; then
    printf '%s' "$given"
    return
  fi
  built=$(nix_command build --no-link --print-out-paths "$flake#packages.$system.iso") ||
    fail "the installer's ISO (packages.$system.iso) can't be built; what Nix says stands above. The flake has it when it imports nixfleet.flakeModules.iso and sets nixfleet.isoSshKeys; another is taken with --iso."
  for found in "$built"/iso/*.iso "$built"; do
    if [ -f "$found" ]; then
      printf '%s' "$found"
      return
    fi
  done
  fail "$built holds no ISO."
}

# The installer goes in front of the disk.
insert_iso() {
  qemu+=(-drive "if=none,id=iso,format=raw,media=cdrom,readonly=on,file=$(quoted "$1")")
  qemu+=(-device virtio-scsi-pci -device 'scsi-cd,drive=iso,bootindex=0')
}

# Runs something in a VM. Its keys are new each time and it is behind a port of this very machine: they are not remembered.
ssh_into() {
  local port=$1 user=$2
  shift 2
  ssh -p "$port" -o BatchMode=yes -o "ConnectTimeout=${connect_timeout:-5}" -o LogLevel=ERROR \
    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$user@127.0.0.1" "$@"
}

# Waits until SSH lets us in; gives up at once when it never will.
wait_for_ssh() {
  local host=$1 port=$2 user=$3 seconds=$4 remedy=$5 said console
  # A host lets in few new connections a minute from one address: who knocks too often waits longer.
  local deadline=$((SECONDS + seconds)) connect_timeout=$((seconds < 5 ? seconds : 5)) pause=$((seconds < 60 ? 1 : 5))
  console=$(vm_file "$host" console.log)
  say "waiting for SSH on port $port, $seconds s at most"
  until said=$(ssh_into "$port" "$user" true 2>&1); do
    if [[ $said == *'Permission denied'* ]]; then fail "SSH of $host does not let $user in: $said. $remedy"; fi
    running_pid "$host" >/dev/null || fail "QEMU ended while $host was starting. $(last_lines "$console")"
    [ "$SECONDS" -lt "$deadline" ] ||
      fail "SSH of $host never came in $seconds s (--ssh-timeout gives it longer). At last: ${said:-nothing}. $(last_lines "$console")"
    sleep "$pause"
  done
}

last_lines() {
  if [ -s "$1" ]; then printf 'The end of its console:\n%s' "$(tail -n 10 "$1")"; else printf 'Its console says nothing.'; fi
}

# How long the installer gets: emulated it takes its time.
ssh_patience() {
  if [ -n "${flag[ssh_timeout]-}" ]; then
    printf '%s' "${flag[ssh_timeout]}"
  elif [[ " ${qemu[*]} " == *,accel=tcg* ]]; then
    printf '%s' $(($1 * 5))
  else
    printf '%s' "$1"
  fi
}
