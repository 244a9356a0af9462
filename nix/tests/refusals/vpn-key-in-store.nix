# A private key that everybody could read.
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
              privateKeyFile = "${builtins.storeDir}/00000000000000000000000000000000-wg.key";
            };
          };
        }
      ];
    }).nixfleet.vpn.profiles.office.privateKeyFile;
  says = [
    "nixfleet.vpn.profiles.office.privateKeyFile"
    "outside the Nix store"
  ];
}
