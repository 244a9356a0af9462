# An alert on a job that is not there.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
