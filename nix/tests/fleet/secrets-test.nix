# A server with nothing but its role.
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
  ];
}
