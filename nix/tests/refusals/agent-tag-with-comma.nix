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
            tags = [ "web,production" ];
          };
        }
      ];
    }).config.services.nixfleet-agent.tags;
  says = [
    "services.nixfleet-agent.tags"
    "web,production"
    "without commas"
  ];
}
