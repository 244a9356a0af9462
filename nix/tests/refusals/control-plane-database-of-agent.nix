{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.example.com";
          };
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/var/lib/nixfleet/cp/state.db";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/var/lib/nixfleet belongs to systemd.services.nixfleet-agent"
  ];
}
