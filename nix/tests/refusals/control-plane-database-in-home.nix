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
            dbPath = "/home/deploy/cp/state.db";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-control-plane.dbPath"
    "below /home"
  ];
}
