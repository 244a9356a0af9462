{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        (scopes.disk-templates.btrfs { disk = "sda"; })
      ];
    }).config.disko.devices.disk.disk0;
  says = [
    "disk template btrfs: disk is \"sda\""
    "/dev/nvme0n1"
  ];
}
