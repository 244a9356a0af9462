{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          users.users.git.home = "/srv/git/repositories";
          services.nixfleet-control-plane = {
            enable = true;
            dbPath = "/srv/git/state.db";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "/srv/git/repositories belongs to users.users.git"
  ];
}
