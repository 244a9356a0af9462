# A host of each system with every module that we have, nothing of it enabled: what the option reference is made from.
{
  lib,
  mkHost,
  scopes,
}:
let
  ours = removeAttrs scopes [
    "roles"
    "platform"
    "disk-templates"
  ];
  isFor = suffix: name: lib.hasSuffix suffix name;
  isDarwin = isFor "Darwin";
  isHome = isFor "Hm";
  named = wanted: builtins.attrValues (lib.filterAttrs (name: _: wanted name) ours);
in
{
  nixos = mkHost {
    hostName = "everything";
    platform = "x86_64-linux";
    modules = named (name: !isDarwin name && !isHome name) ++ [
      ../modules/_services/microvm-host.nix
      (import ../lib/compliance-modules.nix { inherit lib; }).compliance
    ];
  };
  darwin = mkHost {
    hostName = "everything";
    platform = "aarch64-darwin";
    modules = named isDarwin;
  };
}
