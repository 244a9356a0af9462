{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        (scopes.disk-templates.btrfs { withSwap = true; swapSize = 0; })
      ];
    }).config.disko.devices.disk.disk0;
  says = [
    "swapSize is 0"
  ];
}
