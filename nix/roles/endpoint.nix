# A machine that somebody sits at, whose distribution brings firewall, disks, hardware and what users may do.
{ scopes }:
{ lib, ... }:
let
  inherit (lib) mkDefault;
in
{
  key = "nixfleet/role-endpoint";

  imports = [
    ./operator-declared.nix
    scopes.base
    scopes.operators
    scopes.secrets
    scopes.impermanence
  ];

  nixfleet = {
    secrets = {
      enable = mkDefault true;
      identityPaths.enableUserKey = mkDefault true;
    };
    impermanence.keepHomes = mkDefault true;
  };
}
