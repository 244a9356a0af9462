{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.firewall
        { nixfleet.firewall.sshRateLimit.exempt = [ "office.example.org" ]; }
      ];
    }).config.nixfleet.firewall.sshRateLimit.exempt;
  says = [
    "nixfleet.firewall.sshRateLimit.exempt"
    "IP address or network"
  ];
}
