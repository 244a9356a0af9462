# Controls without a framework, on a NixOS that is not made by mkHost.
{ inputs, lib, ... }:
let
  modules = import ../../compliance;
  inherit
    ((inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        modules.controls.supply-chain
        modules.controls.access-control
        ../bootable.nix
        {
          nixpkgs.hostPlatform = "x86_64-linux";
          system.stateVersion = "25.11";
          networking.hostName = "plain";
          services.openssh.enable = true;
          users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 A" ];
          compliance.controls = {
            supplyChain.enable = true;
            accessControl.enable = true;
          };
        }
      ];
    }))
    config
    ;
  inherit (config.compliance) controls;
in
[
  {
    check = controls.supplyChain.enable && controls.accessControl.enable;
    msg = "two controls work without a framework and without mkHost";
  }
  {
    check = config.services.openssh.settings.PasswordAuthentication == false;
    msg = "and configure the host";
  }
  {
    check =
      lib.attrNames config.compliance.evidence.probes == [
        "access-control"
        "supply-chain"
      ];
    msg = "and are looked at";
  }
  {
    check = lib.all (each: each.assertion) config.assertions;
    msg = "and such a host can be built";
  }
]
