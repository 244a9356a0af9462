{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            metricsOpenFirewall = true;
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "metricsOpenFirewall is set"
    "metricsListen is not"
  ];
}
