# Secure Boot, and nothing signs.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.hardware
        {
          nixfleet.hardware.secureBoot = true;
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.hardware.secureBoot"
    "hardware-secure-boot"
  ];
}
