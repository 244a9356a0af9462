# A server that carries MicroVMs.
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
    { services.nixfleet-microvm-host.enable = true; }
  ];
}
