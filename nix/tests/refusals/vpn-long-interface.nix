# An interface whose name is too long for the kernel.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.vpn
        {
          nixfleet.vpn = {
            enable = true;
            profiles.headquarters-of-all = {
              type = "wireguard";
              privateKeyFile = "/run/secrets/wg.key";
            };
          };
        }
      ];
    }).nixfleet.vpn.profiles.headquarters-of-all.interface;
  says = [
    "nixfleet.vpn.profiles.headquarters-of-all.interface"
    "wg-headquarters-of-all"
  ];
}
