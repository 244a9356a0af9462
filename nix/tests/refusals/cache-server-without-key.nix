{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-cache-server = {
            enable = true;
            port = 5001;
          };
        }
      ];
    }).services.nixfleet-cache-server.signingKeyFile;
  says = [
    "services.nixfleet-cache-server.signingKeyFile"
    "no value defined"
  ];
}
