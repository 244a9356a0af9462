# A web server whose root is new at every boot.
{ scopes, ... }:
let
  org = import ../org.nix;
in
{
  platform = "x86_64-linux";
  stateVersion = "25.11";
  isVm = true;
  inherit (org) hostSpec;
  modules = [
    scopes.roles.server
    org.operators
    { nixfleet.impermanence.enable = true; }
  ];
}
