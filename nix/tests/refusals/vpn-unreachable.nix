# A peer that neither calls nor can be called.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.vpn
        {
          nixfleet.vpn = {
            enable = true;
            profiles.office = {
              type = "wireguard";
              privateKeyFile = "/run/secrets/wg.key";
              peers = [
                {
                  publicKey = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
                  allowedIPs = [ "10.0.0.0/8" ];
                }
              ];
            };
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.vpn.profiles.office"
    "endpoint"
    "listenPort"
  ];
}
