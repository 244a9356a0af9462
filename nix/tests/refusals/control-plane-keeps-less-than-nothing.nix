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
            keepReports = -1;
          };
        }
      ];
    }).config.services.nixfleet-control-plane.keepReports;
  says = [
    "services.nixfleet-control-plane.keepReports"
    "-1"
  ];
}
