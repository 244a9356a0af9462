{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/var/lib/state.db";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/var/lib/nixfleet/state.db"
  ];
}
