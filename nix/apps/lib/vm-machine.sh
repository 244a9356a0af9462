# shellcheck shell=bash
# A VM as a QEMU: its command line, its firmware, what makes it fast.

# The command line that the functions here write.
qemu=()

# The system of the VMs that nobody said more of.
own_system() {
  case $(uname -m) in
  x86_64 | amd64) printf x86_64-linux ;;
  aarch64 | arm64) printf aarch64-linux ;;
  *) fail "VMs are for x86_64 and aarch64; this machine is $(uname -m)." ;;
  esac
}

# What a VM was built for.
vm_system() {
  local file system
  file=$(vm_file "$1" system)
  system=$(own_system)
  if [ -r "$file" ]; then read -r system <"$file" || true; fi
  [[ $system =~ ^(x86_64|aarch64)-linux$ ]] || fail "a VM can't be '$system': only x86_64-linux and aarch64-linux."
  printf '%s' "$system"
}

# kvm, hvf or tcg: whether the processor helps. NIXFLEET_VM_ACCEL decides it, for those who know better.
accelerator() {
  local system=$1
  if [ -n "${NIXFLEET_VM_ACCEL-}" ]; then
    [[ $NIXFLEET_VM_ACCEL =~ ^(kvm|hvf|tcg)$ ]] || fail "NIXFLEET_VM_ACCEL is kvm, hvf or tcg, not '$NIXFLEET_VM_ACCEL'."
    printf '%s' "$NIXFLEET_VM_ACCEL"
  elif [ "$system" != "$(own_system)" ]; then
    warn "$system is not what this machine is: the VM is emulated, and about ten times slower."
    printf tcg
  elif [ "$(uname -s)" = Darwin ] && [ "$(sysctl -n kern.hv_support)" = 1 ]; then
    printf hvf
  elif can_use_kvm; then
    printf kvm
  else
    warn "/dev/kvm can't be used: the VM is emulated, and about ten times slower. Mostly your user is not in the group kvm, or virtualisation is off in the firmware."
    printf tcg
  fi
}

# shellcheck disable=SC2188 # that it opens is all there is to know
can_use_kvm() { [ -c /dev/kvm ] && (: <>/dev/kvm) 2>/dev/null; }

# The UEFI of a system and the variables it begins with, two lines. NIXFLEET_VM_FIRMWARE is the folder that Nix gives.
firmware() {
  local folder pair pairs
  case $1 in
  x86_64-*) pairs="edk2-x86_64-code.fd:edk2-i386-vars.fd OVMF_CODE_4M.fd:OVMF_VARS_4M.fd OVMF_CODE.fd:OVMF_VARS.fd" ;;
  *) pairs="edk2-aarch64-code.fd:edk2-arm-vars.fd AAVMF_CODE.fd:AAVMF_VARS.fd" ;;
  esac
  while read -r folder; do
    for pair in $pairs; do
      if [ -r "$folder/${pair%:*}" ] && [ -r "$folder/${pair#*:}" ]; then
        printf '%s\n' "$folder/${pair%:*}" "$folder/${pair#*:}"
        return
      fi
    done
  done < <(firmware_folders)
  fail "there is no UEFI for $1 here: install OVMF (Debian: ovmf, qemu-efi-aarch64), or say in NIXFLEET_VM_FIRMWARE which folder has ${pairs%% *}."
}

firmware_folders() {
  if [ -n "${NIXFLEET_VM_FIRMWARE-}" ]; then
    printf '%s\n' "$NIXFLEET_VM_FIRMWARE"
  else
    printf '%s\n' /usr/share/qemu /usr/share/OVMF /usr/share/AAVMF /opt/homebrew/share/qemu /usr/local/share/qemu
  fi
}

# QEMU reads a comma as the end of a value.
quoted() { printf '%s' "${1//,/,,}"; }

# Writes the command line: host, disk, port, memory in MiB, processors, port of the VLAN or nothing, display.
describe_vm() {
  local host=$1 disk=$2 port=$3 ram=$4 cpus=$5 vlan=$6 display=$7
  local system accel found files efivars
  system=$(vm_system "$host")
  accel=$(accelerator "$system")
  found=$(firmware "$system")
  mapfile -t files <<<"$found"
  efivars=$(vm_file "$host" efivars.fd)
  if [ ! -e "$efivars" ]; then install -m 0600 "${files[1]}" "$efivars"; fi
  qemu=("qemu-system-${system%-linux}" -name "$host" -pidfile "$(vm_file "$host" pid)")
  case $system in
  x86_64-*) qemu+=(-machine "q35,accel=$accel") ;;
  *) qemu+=(-machine "virt,accel=$accel") ;;
  esac
  if [ "$accel" = tcg ]; then qemu+=(-cpu max); else qemu+=(-cpu host); fi
  qemu+=(-m "$ram" -smp "$cpus" -serial "file:$(vm_file "$host" console.log)")
  # First of all devices, so that their names in the VM do not hang on what else it has.
  qemu+=(-netdev "user,id=outside,hostfwd=tcp:127.0.0.1:$port-:22" -device 'virtio-net-pci,netdev=outside,romfile=')
  if [ -n "$vlan" ]; then add_vlan "$host" "$vlan"; fi
  qemu+=(-drive "if=pflash,format=raw,unit=0,readonly=on,file=$(quoted "${files[0]}")")
  qemu+=(-drive "if=pflash,format=raw,unit=1,file=$(quoted "$efivars")")
  qemu+=(-drive "if=none,id=disk,format=qcow2,discard=unmap,file=$(quoted "$disk")")
  qemu+=(-device 'virtio-blk-pci,drive=disk,bootindex=1' -device virtio-rng-pci)
  add_display "$host" "$display" "$system"
}

# A network of VMs only: multicast that never leaves the loopback interface.
add_vlan() {
  local host=$1 port=$2 number mac
  number=$(hash_of "$host")
  mac=$(printf '52:54:00:%02x:%02x:%02x' $((number >> 16 & 255)) $((number >> 8 & 255)) $((number & 255)))
  qemu+=(-netdev "socket,id=vlan,mcast=230.0.0.1:$port,localaddr=127.0.0.1")
  qemu+=(-device "virtio-net-pci,netdev=vlan,mac=$mac,romfile=")
}

add_display() {
  local host=$1 display=$2 system=$3
  if [ "$display" = none ]; then
    qemu+=(-display none -daemonize)
    return
  fi
  if [[ $system == aarch64-* ]]; then qemu+=(-device virtio-gpu-pci); fi
  qemu+=(-device qemu-xhci -device usb-kbd -device usb-tablet)
  case $display in
  gtk) if [ "$(uname -s)" = Darwin ]; then qemu+=(-display cocoa); else qemu+=(-display gtk); fi ;;
  spice)
    # A socket that only its owner opens, rather than a port for everybody on this machine.
    qemu+=(-display none -spice "unix=on,addr=$(quoted "$(vm_file "$host" spice)"),disable-ticketing=on")
    qemu+=(-device virtio-serial-pci -chardev 'spicevmc,id=agent,name=vdagent')
    qemu+=(-device 'virtserialport,chardev=agent,name=com.redhat.spice.0')
    ;;
  esac
}

# Starts what was described; QEMU says itself why it does not.
start_in_background() {
  local host=$1 port=$2
  "${qemu[@]}" || fail "QEMU did not start $host; what it says stands above. If it is about port $port, give another with --ssh-port."
  running_pid "$host" >/dev/null || fail "QEMU started $host and ended at once. Its console: $(vm_file "$host" console.log)"
}
