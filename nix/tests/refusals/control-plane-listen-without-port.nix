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
            listen = "0.0.0.0";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    ''listen is "0.0.0.0"''
    "write it like"
  ];
}
