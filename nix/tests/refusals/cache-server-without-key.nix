{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-cache-server = {
            enable = true;
            port = 5001;
          };
        }
      ];
    }).config.services.nixfleet-cache-server.signingKeyFile;
  says = [
    "services.nixfleet-cache-server.signingKeyFile"
    "no value defined"
  ];
}
