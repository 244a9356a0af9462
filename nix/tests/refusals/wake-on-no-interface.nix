# Waking up, but by which interface?
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.hardware
        {
          nixfleet.hardware.wol.enable = true;
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.hardware.wol.enable"
    "hostSpec.networking.interface"
  ];
}
