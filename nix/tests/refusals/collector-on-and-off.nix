# A collector that is to be on and off.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.monitoring
        {
          nixfleet.monitoring.nodeExporter = {
            enable = true;
            enabledCollectors = [ "wifi" ];
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "wifi"
    "enabledCollectors"
    "disabledCollectors"
  ];
}
