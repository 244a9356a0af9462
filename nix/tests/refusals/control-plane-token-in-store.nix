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
            bootstrapTokenFile = "${builtins.storeDir}/token";
          };
        }
      ];
    }).config.services.nixfleet-control-plane.bootstrapTokenFile;
  says = [
    "services.nixfleet-control-plane.bootstrapTokenFile"
    "outside the Nix store"
  ];
}
