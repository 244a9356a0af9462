# Secure Boot without lanzaboote.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
