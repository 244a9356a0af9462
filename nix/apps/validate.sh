#!/usr/bin/env bash
# validate: all that a flake's own checks say, and all its hosts, in one go.
set -euo pipefail
app=validate
apps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/say.sh
. "$apps/lib/say.sh"

usage() {
  cat <<'END'
validate [--fast | --tests | --vm | --all] [--flake FLAKE]

Checks a fleet's flake, in this order; what there is to check is found out, nothing has to be listed:
  its format (the check treefmt), `nix flake check --no-build`, each examples/*/flake.nix, every check,
  every NixOS host. One line each, OK or FAIL with the reason. Ends with 1 when something failed.

      --fast         that, without what the other flags add (also without a flag)
      --tests        the check workspace-tests and every package as well
      --vm           every check vm-* as well: they need /dev/kvm
      --all          everything
      --flake FLAKE  the flake (.)
      --help         this text
END
}

parse_flags 'fast: tests: rust: vm: all: flake:flake' "$@"
# shellcheck source=lib/targets.sh
. "$apps/lib/targets.sh"

flake=${flag[flake]-.}
with_tests=${flag[tests]-}${flag[rust]-}${flag[all]-}
with_vms=${flag[vm]-}${flag[all]-}
if [ -n "${flag[rust]-}" ]; then say '--rust is what --tests was called: nothing here is Rust any more.'; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Which of the flake's checks a batch is made of.
belongs_to() {
  case $1 in
  treefmt) [ "$2" = format ] ;;
  workspace-tests) [ "$2" = tests ] ;;
  vm-*) [ "$2" = vms ] ;;
  *) [ "$2" = checks ] ;;
  esac
}

# A batch of checks, or a word about there being none.
build_checks() {
  local batch=$1 none=$2 name
  local -a wanted=()
  for name in "${checks[@]}"; do
    if belongs_to "$name" "$batch"; then wanted+=("$name"); fi
  done
  if [ "${#wanted[@]}" -eq 0 ]; then say "--  $none"; else build_all_of "checks.$system" '' "${wanted[@]}"; fi
}

# All members of a set of the flake.
build_set() {
  local path=$1 suffix=$2 none=$3 found
  local -a wanted
  if ! found=$(names_of "$path"); then
    told FAIL "$path" "does not evaluate: $(first_error "$scratch/names.log")"
  elif [ -z "$found" ]; then
    say "--  $none"
  else
    mapfile -t wanted <<<"$found"
    build_all_of "$path" "$suffix" "${wanted[@]}"
  fi
}

system=$(nix_command eval --raw --impure --expr builtins.currentSystem)
checks=()
if ! found=$(names_of "checks.$system"); then
  told FAIL "checks.$system" "does not evaluate: $(first_error "$scratch/names.log")"
elif [ -n "$found" ]; then
  mapfile -t checks <<<"$found"
fi

build_checks format 'no check treefmt: nixfleet.flakeModules.formatter brings one'
try 'nix flake check --no-build' nix_command flake check --no-build "$flake"
for example in "$flake"/examples/*/flake.nix; do
  if [ -f "$example" ]; then
    try "example $(basename "$(dirname "$example")")" nix_command flake check --no-build "$(cd "$(dirname "$example")" && pwd)"
  fi
done
build_checks checks "no checks for $system"
build_set nixosConfigurations .config.system.build.toplevel 'no NixOS hosts'
if [ -n "$with_tests" ]; then
  build_checks tests 'no check workspace-tests'
  build_set "packages.$system" '' "no packages for $system"
fi
if [ -n "$with_vms" ]; then build_checks vms "no checks vm-* for $system"; fi

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
