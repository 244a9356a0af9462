{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            tls.key = "${builtins.storeDir}/00000000000000000000000000000000-key.pem";
          };
        }
      ];
    }).services.nixfleet-control-plane.tls.key;
  says = [
    "services.nixfleet-control-plane.tls.key"
    "outside the Nix store"
  ];
}
