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
            signingKeyFile = "${builtins.storeDir}/00000000000000000000000000000000-cache-key";
          };
        }
      ];
    }).config.services.nixfleet-cache-server.signingKeyFile;
  says = [
    "services.nixfleet-cache-server.signingKeyFile"
    "outside the Nix store"
  ];
}
