{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            listen = "0.0.0.0";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    ''listen is "0.0.0.0"''
    "write it like"
  ];
}
