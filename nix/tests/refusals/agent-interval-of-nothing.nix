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
            pollInterval = 0;
          };
        }
      ];
    }).config.services.nixfleet-agent.pollInterval;
  says = [
    "services.nixfleet-agent.pollInterval"
    "0"
    "between 1 and 2000000"
  ];
}
