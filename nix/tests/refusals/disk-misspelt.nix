{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        (scopes.disk-templates.btrfs { dsk = "/dev/sdb"; })
      ];
    }).config.disko.devices.disk.disk0;
  says = [
    "disk template btrfs: there is no parameter dsk"
    "disk, espSize, withSwap, swapSize"
  ];
}
