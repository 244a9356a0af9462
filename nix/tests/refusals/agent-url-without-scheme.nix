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
            controlPlaneUrl = "cp.test:8080";
          };
        }
      ];
    }).config.services.nixfleet-agent.controlPlaneUrl;
  says = [
    "services.nixfleet-agent.controlPlaneUrl"
    "cp.test:8080"
    "like https://cp.example.org:8080"
  ];
}
