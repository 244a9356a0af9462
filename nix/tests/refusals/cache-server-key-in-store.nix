{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-cache-server = {
            enable = true;
            signingKeyFile = "${builtins.storeDir}/00000000000000000000000000000000-cache-key";
          };
        }
      ];
    }).services.nixfleet-cache-server.signingKeyFile;
  says = [
    "services.nixfleet-cache-server.signingKeyFile"
    "outside the Nix store"
  ];
}
