# A machine that boots in two ways at once.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
