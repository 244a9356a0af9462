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
            dbPath = "/var/lib/state.db";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.dbPath"
    "/var/lib/state.db"
    "a folder of its own"
  ];
}
