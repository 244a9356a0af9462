{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            tls.key = "/run/secrets/cp-key.pem";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "tls.key is set to /run/secrets/cp-key.pem"
    "tls.cert is not"
  ];
}
