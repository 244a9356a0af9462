# shellcheck shell=bash
# A host installed on a new disk, the way a machine of metal gets it: the installer boots, nixos-anywhere does the rest.

# Installs `host` of `flake` on the new disk `disk`: boots the installer behind `port`, waits for it, installs, switches it off.
install_host() {
  local host=$1 flake=$2 disk=$3 port=$4 iso=$5 size=$6
  qemu-img create -q -f qcow2 "$disk" "$size"
  rm -f "$(vm_file "$host" efivars.fd)"
  describe_vm "$host" "$disk" "$port" "${flag[ram]-4096}" "${flag[cpus]-2}" "${flag[vlan]-}" none
  insert_iso "$iso"
  say "$host: starting the installer"
  start_in_background "$host" "$port"
  wait_for_ssh "$host" "$port" root "$(ssh_patience 120)" \
    'The installer knows the keys of nixfleet.isoSshKeys only: one of them has to be in your agent or be one of your default keys.'
  local arguments=(--flake "$flake#$host" --phases 'kexec,disko,install' --ssh-port "$port")
  arguments+=(--ssh-option StrictHostKeyChecking=no --ssh-option UserKnownHostsFile=/dev/null)
  take_along "$host" "$flake"
  arguments+=("${taken[@]}" --target-host root@127.0.0.1)
  say "$host: installing"
  "${NIXFLEET_NIXOS_ANYWHERE:-nixos-anywhere}" "${arguments[@]}" ||
    fail "nixos-anywhere did not install $host; what it says stands above."
  switch_off "$host" "$port"
}

# What of this machine goes on the new one, as words for nixos-anywhere. Nothing, unless it was asked for.
taken=()
take_along() {
  local host=$1 flake=$2 folder=${scratch:?}/extra facts user home uid persist place
  taken=()
  [ -n "${flag[extra_files]-}${flag[identity_key]-}" ] || return 0
  # The modes become those of the new machine, whose /home and /etc are for everybody.
  umask 022
  mkdir "$folder"
  if [ -n "${flag[extra_files]-}" ]; then cp -Rp "${flag[extra_files]}/." "$folder/"; fi
  if [ -n "${flag[identity_key]-}" ]; then
    facts=$(identity_facts "$flake" "$host")
    { read -r user && read -r home && read -r uid && { read -r persist || true; }; } <<<"$facts"
    say "$host: the private key ${flag[identity_key]} goes into $home/.keys of $user"
    for place in '' $persist; do
      mkdir -p "$folder$place$home"
      install -d -m 0700 "$folder$place$home/.keys"
      install -m 0600 "${flag[identity_key]}" "$folder$place$home/.keys/id_ed25519"
      taken+=(--chown "$place$home" "$uid:100")
    done
  fi
  umask 077
  taken=(--extra-files "$folder" "${taken[@]}")
}

# Whose the key will be: user, home, uid (1000 is what NixOS gives the first), and where an impermanent host keeps things.
identity_facts() {
  # shellcheck disable=SC2016 # ${...} is Nix's here
  nix_command eval --raw "$1#nixosConfigurations.\"$2\".config" --apply 'config:
    let
      user = config.hostSpec.userName;
      uid = config.users.users.${user}.uid or null;
      impermanence = config.nixfleet.impermanence or { enable = false; };
    in
    builtins.concatStringsSep "\n" [
      user
      config.hostSpec.home
      (toString (if uid == null then 1000 else uid))
      (if impermanence.enable then impermanence.persistRoot or "/persist" else "")
    ]' || fail "whose the key of --identity-key is in $2 can't be found out; what Nix says stands above."
}

# The installer has to write out what it holds in memory: to end QEMU would be to pull the plug.
switch_off() {
  local host=$1 port=$2
  if ssh_into "$port" root 'sync; poweroff' && has_ended "$host" 60; then
    rm -f "$(vm_file "$host" pid)"
    return
  fi
  warn "the installer of $host did not switch itself off: it is ended. If the host does not start, build it again."
  stop_vm "$host" || true
}
