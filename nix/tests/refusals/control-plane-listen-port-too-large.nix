{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            listen = "[::]:70000";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "[::]:70000"
    "1 to 65535"
  ];
}
