{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            bootstrapTokenFile = "${builtins.storeDir}/token";
          };
        }
      ];
    }).services.nixfleet-control-plane.bootstrapTokenFile;
  says = [
    "services.nixfleet-control-plane.bootstrapTokenFile"
    "outside the Nix store"
  ];
}
