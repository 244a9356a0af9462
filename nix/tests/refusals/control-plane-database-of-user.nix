{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          users.users.git.home = "/srv/git/repositories";
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/srv/git/state.db";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/srv/git/repositories belongs to users.users.git"
  ];
}
