# Secure Boot without lanzaboote.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.hardware-secure-boot
        {
          nixfleet.hardware.secureBoot = true;
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.hardware.secureBoot"
    "lanzaboote.nixosModules.lanzaboote"
  ];
}
