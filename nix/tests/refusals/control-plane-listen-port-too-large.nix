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
            listen = "[::]:70000";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "[::]:70000"
    "1 to 65535"
  ];
}
