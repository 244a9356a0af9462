{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        {
          services.nixfleet-agent.enable = true;
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.controlPlaneUrl"
    "no value defined"
  ];
}
