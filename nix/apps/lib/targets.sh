# shellcheck shell=bash
# What is to be built of a flake, built together, each told of on its own.

# What was told so far.
passed=0 failed=0

told() {
  local verdict=$1 name=$2 reason=${3-}
  case $verdict in
  OK) passed=$((passed + 1)) ;;
  FAIL) failed=$((failed + 1)) ;;
  esac
  say "$verdict  $name${reason:+: $reason}"
}

nix_command() { nix --extra-experimental-features 'nix-command flakes' "$@"; }

# A name as a string of Nix; in an attribute path it stands the same way.
nix_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//\$/\\\$}"
}

# A command whose output is seen, told of in one line.
try() {
  local name=$1
  shift
  if "$@" 2>&1 | tee "${scratch:?}/log" >&2; then
    told OK "$name"
  else
    told FAIL "$name" "$(first_error "$scratch/log")"
  fi
}

# A newer Nix begins with a bare `error:` and says at the end what it is. Builders write what they like, colours too.
first_error() {
  local found
  found=$(grep -a -m 1 -E '(^|[[:space:]])error: *[^ ]' "$1") || found=$(tail -n 1 "$1")
  trimmed "$found"
}

trimmed() { printf '%s' "${1#"${1%%[![:space:]]*}"}" | tr -cd '[:print:]'; }

# The names in a set of the flake, none when there is no such set; false when it does not evaluate.
names_of() {
  local path=$1
  if nix_command eval --raw "${flake:?}#$path" \
    --apply 'set: builtins.concatStringsSep "\n" (builtins.attrNames set)' 2>"$scratch/names.log"; then return; fi
  if grep -q 'does not provide attribute' "$scratch/names.log"; then return; fi
  cat "$scratch/names.log" >&2
  return 1
}

# What is being built: the names, and where each will be in the store.
names=()
declare -A outs=()

# Builds members of a set, `path` in the flake, `suffix` what of each: those that evaluate with one `nix build --keep-going`, so
# that one that fails holds nothing up. What each came to is asked of the store, not of the words of Nix.
build_all_of() {
  local path=$1 suffix=$2 name
  local -a installables=()
  shift 2
  evaluate_all_of "$path" "$suffix" "$@"
  [ "${#names[@]}" -gt 0 ] || return 0
  for name in "${names[@]}"; do installables+=("$flake#$path.$(nix_string "$name")$suffix"); done
  nix_command build --keep-going --no-link "${installables[@]}" 2>&1 | tee "$scratch/log" >&2 || true
  for name in "${names[@]}"; do
    if nix_command path-info "${outs[$name]}" >/dev/null 2>&1; then
      told OK "$path.$name"
    else
      told FAIL "$path.$name" "$(build_error "$flake#$path.$(nix_string "$name")$suffix.drvPath")"
    fi
  done
}

# All in one evaluation; only when that fails is each asked on its own, for its own reason.
evaluate_all_of() {
  local path=$1 suffix=$2 name list='' found
  shift 2
  names=()
  for name in "$@"; do list+=" $(nix_string "$name")"; done
  # shellcheck disable=SC2016 # ${...} is Nix's here
  if found=$(nix_command eval --raw "$flake#$path" \
    --apply 'set: builtins.concatStringsSep "\n" (map (name: set.${name}'"$suffix"'.outPath) ['"$list"' ])' 2>/dev/null); then
    for name in "$@"; do
      names+=("$name")
      outs[$name]=${found%%$'\n'*}
      found=${found#*$'\n'}
    done
    return
  fi
  for name in "$@"; do
    if found=$(nix_command eval --raw "$flake#$path.$(nix_string "$name")$suffix.outPath" 2>"$scratch/log"); then
      names+=("$name")
      outs[$name]=$found
    else
      cat "$scratch/log" >&2
      told FAIL "$path.$name" "does not evaluate: $(first_error "$scratch/log")"
    fi
  done
}

# Why a target is not there: what Nix said of its derivation and the last that its builder said, else the first error.
build_error() {
  local derivation found='' line last=''
  derivation=$(nix_command eval --raw "$1" 2>/dev/null) || derivation=
  while read -r line; do
    case $line in
    *error:*) if [ -n "$found" ]; then break; fi ;;&
    *error:*"${derivation:-no derivation}"*) found=$line ;;
    'Reason: '*) if [ -n "$found" ]; then found+=" $line"; fi ;;
    '> '*) if [ -n "$found" ] && [ -n "${line#'> '}" ]; then last=${line#'> '}; fi ;;
    esac
  done <"$scratch/log"
  if [ -z "$found" ]; then first_error "$scratch/log"; else trimmed "$found${last:+ $last}"; fi
}
