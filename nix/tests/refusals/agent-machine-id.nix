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
            machineId = "web/01";
          };
        }
      ];
    }).config.services.nixfleet-agent.machineId;
  says = [
    "services.nixfleet-agent.machineId"
    "web/01"
    "letters, digits"
  ];
}
