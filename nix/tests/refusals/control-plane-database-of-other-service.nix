{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          systemd.services.postgresql.serviceConfig.StateDirectory = "postgresql postgresql/17";
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/var/lib/postgresql/state.db";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/var/lib/postgresql belongs to systemd.services.postgresql"
  ];
}
