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
            healthChecks.http = [ { url = "http://me:hidden@localhost/health"; } ];
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.healthChecks.http"
    "everybody could read"
    "healthChecks.command"
  ];
}
