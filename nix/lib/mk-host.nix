# The one constructor of NixFleet: `mkHost { hostName, platform, ... }` is the value of `nixosSystem` or `darwinSystem`.
{ inputs, scopes }:
let
  inherit (inputs.nixpkgs) lib;
in
{
  hostName,
  platform,
  stateVersion ? "24.11",
  hostSpec ? { },
  modules ? [ ],
  isVm ? false,
  # The fleet's own flake: its revision is what generations are labelled with.
  self ? null,
  specialArgs ? { },
}:
let
  isDarwin = lib.hasSuffix "-darwin" platform;

  identity = {
    hostSpec = lib.mapAttrs (_: lib.mkDefault) hostSpec // {
      inherit hostName;
      isDarwin = isDarwin;
    };
  };

  nixos = inputs.nixpkgs.lib.nixosSystem {
    specialArgs = { inherit inputs; } // specialArgs;
    modules = [
      { system.stateVersion = lib.mkDefault stateVersion; }
      { nixpkgs.hostPlatform = platform; }
      ../modules/_host/host-spec.nix
      identity
      ../modules/_host/persistence.nix
      ../modules/_core/nixos.nix
      ../modules/_services/agent.nix
      ../modules/_services/control-plane.nix
      ../modules/_services/cache-server.nix
      ../modules/_services/cache.nix
    ]
    ++ modules;
  };

  darwin = inputs.darwin.lib.darwinSystem {
    specialArgs = { inherit inputs; } // specialArgs;
    modules = [
      { nixpkgs.hostPlatform = platform; }
      ../modules/_host/host-spec.nix
      identity
      ../modules/_core/darwin.nix
      ../modules/_services/agent-darwin.nix
    ]
    ++ modules;
  };
in
if isDarwin then darwin else nixos
