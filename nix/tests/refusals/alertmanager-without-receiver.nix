# An Alertmanager that tells nobody.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
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
