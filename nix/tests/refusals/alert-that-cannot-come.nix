# An alert on a job that is not there.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.monitoring-server
        {
          nixfleet.monitoring.server = {
            enable = true;
            alerts.controlPlane = true;
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.monitoring.server.alerts.controlPlane"
    "nixfleet-cp"
    "extraScrapeConfigs"
  ];
}
