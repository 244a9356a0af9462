# shellcheck shell=bash
# What is kept of a VM between two calls: files in one folder, and a process that is ours.

# Disks hold what hosts hold, secrets too: nobody else reads them.
umask 077

: "${XDG_DATA_HOME:=${HOME:?set HOME or XDG_DATA_HOME: the VMs are kept below it}/.local/share}"
[[ $XDG_DATA_HOME == /* ]] || fail "XDG_DATA_HOME is '$XDG_DATA_HOME', which is no absolute path."
vms=$XDG_DATA_HOME/nixfleet/vms
mkdir -p "$vms"
chmod 0700 "$vms"

# All that a VM may have there.
vm_endings=(qcow2 qcow2.new pid port system efivars.fd console.log spice)

vm_file() { printf '%s/%s.%s' "$vms" "$1" "$2"; }

# The names of the VMs that have one of these files, each once, in order.
vms_with() {
  local ending file name
  for ending in "$@"; do
    for file in "$vms"/*."$ending"; do
      name=$(basename "$file" ".$ending")
      if [ -e "$file" ] && is_name "$name"; then printf '%s\n' "$name"; fi
    done
  done | sort -u
}

# The process of a VM, if it runs. A pid file outlives its process, and its number comes to others: it counts only
# while that process is a QEMU that was told to write this very file.
running_pid() {
  local host=$1 file pid
  file=$(vm_file "$host" pid)
  # QEMU takes it away as it ends, also while we look.
  read -r pid 2>/dev/null <"$file" || return 1
  [[ $pid =~ ^[1-9][0-9]*$ ]] && is_our_qemu "$pid" "$file" || return 1
  printf '%s' "$pid"
}

is_our_qemu() {
  local pid=$1 file=$2 words word
  if [ ! -d /proc/self ]; then
    # macOS: one line, in which words can't be told apart.
    words=$(ps -ww -o command= -p "$pid" 2>/dev/null) || return 1
    [[ $words == *qemu-system-*"-pidfile $file"* ]]
    return
  fi
  [ -r "/proc/$pid/cmdline" ] || return 1
  mapfile -d '' -t words 2>/dev/null <"/proc/$pid/cmdline" || return 1
  [[ ${words[0]-} == *qemu-system-* ]] || return 1
  for word in "${words[@]}"; do
    if [ "$word" = "$file" ]; then return 0; fi
  done
  return 1
}

# Ends a VM and waits for that; false when it does not run. A pid file of no VM is put away, its process left alone.
stop_vm() {
  local host=$1 pid
  if ! pid=$(running_pid "$host"); then
    rm -f "$(vm_file "$host" pid)"
    return 1
  fi
  kill "$pid" || fail "the process $pid of $host may not be ended by you."
  if ! has_ended "$host" 10; then
    warn "$host does not end: it is killed."
    kill -KILL "$pid" || true
    has_ended "$host" 10 || fail "the process $pid of $host does not even end when it is killed."
  fi
  rm -f "$(vm_file "$host" pid)"
}

# Whether a VM ends within so many seconds.
has_ended() {
  local host=$1 deadline=$((SECONDS + $2))
  while running_pid "$host" >/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

forget_vm() {
  local ending
  for ending in "${vm_endings[@]}"; do rm -f "$(vm_file "$1" "$ending")"; done
}

# A number for a name, the same on every machine.
hash_of() { printf '%s' "$1" | cksum | cut -d ' ' -f 1; }

# The port on this machine that leads to a VM's SSH: what was asked for, else what it had, else the first choice, else one by
# its name. It is kept, so that a new host in the fleet changes nobody's port.
choose_port() {
  local host=$1 asked=$2 first=$3 file port from tries
  file=$(vm_file "$host" port)
  port=$asked
  if [ -z "$port" ] && [ -r "$file" ]; then
    read -r port <"$file" || true
    [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || fail "$file holds no port: delete it, or give --ssh-port."
  fi
  if [ -z "$port" ] && [ -n "$first" ] && is_free_port "$host" "$first"; then port=$first; fi
  if [ -z "$port" ]; then
    from=$(($(hash_of "$host") % 4000))
    for ((tries = 0; tries < 4000; tries++)); do
      port=$((2400 + (from + tries) % 4000))
      if is_free_port "$host" "$port"; then break; fi
    done
  fi
  printf '%s\n' "$port" >"$file"
  printf '%s' "$port"
}

# Whether no other VM has a port, running or not, and nothing listens there now.
is_free_port() {
  local host=$1 port=$2 other taken
  while read -r other; do
    [ "$other" != "$host" ] || continue
    read -r taken 2>/dev/null <"$(vm_file "$other" port)" || continue
    if [ "$taken" = "$port" ]; then return 1; fi
  done < <(vms_with port)
  if answers "$port"; then return 1; fi
}

# Nothing is sent: that somebody takes the connection is all there is to know.
answers() {
  (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
