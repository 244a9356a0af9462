{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        (scopes.disk-templates.btrfs-bios { espSize = "1G"; })
      ];
    }).config.disko.devices.disk.disk0;
  says = [
    "disk template btrfs-bios: there is no parameter espSize"
  ];
}
