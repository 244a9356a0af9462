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
            controlPlaneUrl = "http://cp.test:8080";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.controlPlaneUrl"
    "http://cp.test:8080"
    "allowInsecure = true"
  ];
}
