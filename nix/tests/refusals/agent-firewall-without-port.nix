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
            metricsOpenFirewall = true;
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.metricsOpenFirewall"
    "services.nixfleet-agent.metricsPort"
    "set the port"
  ];
}
