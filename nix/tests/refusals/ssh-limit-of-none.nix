{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.firewall
        { nixfleet.firewall.sshRateLimit.perMinute = 0; }
      ];
    }).config.nixfleet.firewall.sshRateLimit.perMinute;
  says = [
    "nixfleet.firewall.sshRateLimit.perMinute"
  ];
}
