{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/home/deploy/cp/state.db";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "below /home"
  ];
}
