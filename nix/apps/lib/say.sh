# shellcheck shell=bash
# How the apps speak, and how they read their flags.

# What a flag was given, by its name (`ssh_port` for --ssh-port); `yes` for one that takes no value.
declare -A flag=()

say() { printf '%s\n' "$*"; }

# What somebody has to know although it goes on.
warn() { printf '%s: %s\n' "${app:?}" "$*" >&2; }

fail() {
  warn "$@"
  exit 1
}

# The flags that an app knows, `name:kind` each, then what it was called with. `-h` is --host, as it has always been.
parse_flags() {
  local known=$1 given name kind
  shift
  while [ "$#" -gt 0 ]; do
    case $1 in
    --help) usage && exit 0 ;;
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    given=$1
    case $given in
    -h) name=host ;;
    --?*) name=${given#--} ;;
    *) name= ;;
    esac
    kind=$(kind_of_flag "$name" "$known") || fail "there is no flag or argument $given here. See $app --help."
    if [ -z "$kind" ]; then
      flag[${name//-/_}]=yes
      shift
      continue
    fi
    [ "$#" -ge 2 ] || fail "$given needs a value. See $app --help."
    check_value "$given" "$kind" "$2"
    flag[${name//-/_}]=$2
    shift 2
  done
}

kind_of_flag() {
  local name=$1 each
  for each in $2; do
    if [ -n "$name" ] && [ "${each%%:*}" = "$name" ]; then
      printf '%s' "${each#*:}"
      return
    fi
  done
  return 1
}

check_value() {
  local given=$1 kind=$2 value=$3
  case $kind in
  host) check_name "$value" ;;
  count) [[ $value =~ ^[1-9][0-9]{0,6}$ ]] || fail "$given is a whole number from 1 on, not '$value'." ;;
  port)
    { [[ $value =~ ^[1-9][0-9]{0,4}$ ]] && [ "$value" -le 65535 ]; } ||
      fail "$given is a port, from 1 to 65535, not '$value'."
    ;;
  size) [[ $value =~ ^[1-9][0-9]{0,5}[MGT]$ ]] || fail "$given is a size such as 20G (M, G or T), not '$value'." ;;
  file) { [ -f "$value" ] && [ -r "$value" ]; } || fail "$given names '$value', which is no file that can be read." ;;
  folder) { [ -d "$value" ] && [ -r "$value" ]; } || fail "$given names '$value', which is no folder that can be read." ;;
  display) [[ $value =~ ^(none|spice|gtk)$ ]] || fail "$given is none, spice or gtk, not '$value'." ;;
  user) [[ $value =~ ^[a-z_][a-z0-9_-]{0,31}$ ]] || fail "$given is the name of a user, not '$value'." ;;
  flake) [[ $value =~ ^[^-#][^#]*$ ]] || fail "$given is a flake without an attribute, such as . or ./fleet, not '$value'." ;;
  *) fail "there is no kind of flag $kind." ;;
  esac
}

# The names become names of files and words for QEMU: what no host can be called is refused.
is_name() { [[ $1 =~ ^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$ ]]; }

check_name() {
  is_name "$1" || fail "'$1' is not the name of a host: letters, digits and dashes, 63 at most, no dash at the ends."
}

# Either one host or all of them.
check_host_or_all() {
  [ -n "${flag[host]-}${flag[all]-}" ] || fail "say which: --host NAME or --all. See $app --help."
  [ -z "${flag[host]-}" ] || [ -z "${flag[all]-}" ] || fail '--host and --all do not go together.'
}
