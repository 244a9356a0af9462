# An Alertmanager that tells nobody.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.monitoring-server
        {
          nixfleet.monitoring.server = {
            enable = true;
            alerts.alertmanager.enable = true;
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.monitoring.server.alerts.alertmanager"
    "receivers"
  ];
}
