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
            dbPath = "/run/nixfleet/state.db";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.dbPath"
    "/run/nixfleet/state.db"
    "does not outlive a boot"
  ];
}
