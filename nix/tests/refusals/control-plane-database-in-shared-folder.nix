{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/var/lib/state.db";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/var/lib/nixfleet/state.db"
  ];
}
