# A collector that is to be on and off.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
