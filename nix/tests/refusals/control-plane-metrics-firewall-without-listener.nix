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
            metricsOpenFirewall = true;
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "metricsOpenFirewall is set"
    "metricsListen is not"
  ];
}
