# Waking up, but by which interface?
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
