{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            listen = "0.0.0.0:5000";
          };
          services.nixfleet-cache-server = {
            enable = true;
            signingKeyFile = "/run/secrets/cache-key";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-cache-server.port both want port 5000"
  ];
}
