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
            tls.key = "/run/secrets/cp-key.pem";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "tls.key is set to /run/secrets/cp-key.pem"
    "tls.cert is not"
  ];
}
