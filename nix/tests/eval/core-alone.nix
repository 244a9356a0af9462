# Our core modules in a system that was not made with mkHost.
{ inputs, ... }:
let
  nixos =
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        ../../modules/_core/nixos.nix
        ../bootable.nix
        {
          nixpkgs.hostPlatform = "x86_64-linux";
          hostSpec = {
            hostName = "alone";
            userName = "deploy";
          };
          system.stateVersion = "25.11";
          users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 A" ];
        }
      ];
    }).config;
  failed = config: builtins.filter (each: !each.assertion) config.assertions;
  darwin =
    (inputs.darwin.lib.darwinSystem {
      specialArgs = { };
      modules = [
        ../../modules/_core/darwin.nix
        {
          nixpkgs.hostPlatform = "aarch64-darwin";
          hostSpec = {
            hostName = "alone";
            userName = "deploy";
          };
        }
      ];
    }).config;
in
[
  {
    check = nixos.networking.hostName == "alone" && failed nixos == [ ];
    msg = "that of NixOS works";
  }
  {
    check = darwin.hostSpec.isDarwin && failed darwin == [ ];
    msg = "that of Darwin works, and knows where it is";
  }
]
