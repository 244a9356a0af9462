{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            healthChecks.launchd = [ { labels = [ "com.nixfleet.agent" ]; } ];
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.healthChecks.launchd"
    "use services.nixfleet-agent.healthChecks.systemd"
  ];
}
