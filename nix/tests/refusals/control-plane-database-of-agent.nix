{ aHost, ... }:
{
  host =
    (aHost {
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
    }).system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/var/lib/nixfleet belongs to systemd.services.nixfleet-agent"
  ];
}
