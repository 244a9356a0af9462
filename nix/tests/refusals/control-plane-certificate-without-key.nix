{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            tls.cert = "/run/secrets/cp.pem";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "tls.cert is set to /run/secrets/cp.pem"
    "tls.key is not"
  ];
}
