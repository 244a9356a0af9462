# A `nix` that answers `eval`, `build` and `flake` for hosts that were built before the test began: in a VM there is neither
# nixpkgs nor a network. It answers what v0.1.1 asked, host by host, and to what our CLI asks first something that is no
# answer; so the CLI falls back to those questions. All else, `copy` above all, goes to the real Nix.
#
# `systems`: store path by host name.
{
  lib,
  writeShellScriptBin,
  nix,
  systems,
}:
let
  names = builtins.toJSON (builtins.attrNames systems);
  cases = lib.concatStrings (
    lib.mapAttrsToList (name: path: ''
      *'nixosConfigurations.${name}.'*) echo ${path} ;;
    '') systems
  );
in
writeShellScriptBin "nix" ''
  asked=
  for word in "$@"; do
    case $word in
      eval | build | flake | copy | path-info | store)
        asked=$word
        break
        ;;
    esac
  done

  case "$asked $*" in
    'flake '*) echo '{}' ;;
    'build '*)
      case $* in
        ${cases}
        *) echo "error: the shim has no such host: $*" >&2; exit 1 ;;
      esac
      ;;
    'eval '*--expr*healthChecks*) echo '{}' ;;
    'eval '*--expr*) echo '[]' ;;
    'eval '*'nixosConfigurations --apply'*) echo '${names}' ;;
    'eval '*'darwinConfigurations --apply'*) echo '[]' ;;
    'eval '*.pkgs.system*) echo x86_64-linux ;;
    'eval '*nixfleet-agent.tags*) echo '[]' ;;
    'eval '*)
      echo "error: the shim has no answer to: $*" >&2
      exit 1
      ;;
    *) exec ${nix}/bin/nix "$@" ;;
  esac
''
