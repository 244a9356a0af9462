# Secure Boot, and nothing signs.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
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
