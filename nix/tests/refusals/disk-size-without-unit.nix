{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        (scopes.disk-templates.ext4 { espSize = "512"; })
      ];
    }).config.disko.devices.disk.disk0;
  says = [
    "espSize is \"512\""
    "512M"
  ];
}
