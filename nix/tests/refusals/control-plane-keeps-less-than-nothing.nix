{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            keepReports = -1;
          };
        }
      ];
    }).services.nixfleet-control-plane.keepReports;
  says = [
    "services.nixfleet-control-plane.keepReports"
    "-1"
  ];
}
