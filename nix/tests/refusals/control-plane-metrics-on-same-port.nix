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
            metricsListen = "127.0.0.1:8080";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "metricsListen"
    "both want port 8080"
  ];
}
