# A machine that boots in two ways at once.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.hardware
        {
          nixfleet.hardware = {
            legacyBoot = true;
            secureBoot = true;
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.hardware.legacyBoot"
    "exclude each other"
  ];
}
