# The package `iso`: an installer that lets the operators in over SSH. Without a key nobody could use it: then the package is
# there all the same, and building it says what is missing. (Throwing would break every `nix flake check`.)
{ inputs }:
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ../../lib/ssh-public-key.nix { inherit lib; }) sshPublicKey;
  keys = config.nixfleet.isoSshKeys;

  # With its configuration, for whoever wants to see what is in it.
  image =
    system:
    let
      installer = inputs.nixpkgs.lib.nixosSystem {
        specialArgs = { };
        modules = [
          { nixpkgs.hostPlatform = system; }
          (import ./installer.nix { inherit keys; })
        ];
      };
    in
    installer.config.system.build.isoImage // { inherit (installer) config; };

  without =
    system:
    inputs.nixpkgs.legacyPackages.${system}.runCommand "nixfleet-iso-without-keys" { } ''
      echo "The installer has no SSH key that opens it: set nixfleet.isoSshKeys in the flake to your public keys, for example" >&2
      echo '  nixfleet.isoSshKeys = [ "ssh-ed25519 AAAA... you@laptop" ];' >&2
      exit 1
    '';
in
{
  options.nixfleet.isoSshKeys = mkOption {
    type = types.listOf sshPublicKey;
    default = [ ];
    description = "Public SSH keys that open root's account of the installer (the package `iso`). Without any it can't be built.";
    example = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA... you@laptop" ];
  };

  config.perSystem =
    { system, ... }:
    lib.optionalAttrs (lib.hasSuffix "-linux" system) {
      packages.iso = if keys == [ ] then without system else image system;
    };
}
