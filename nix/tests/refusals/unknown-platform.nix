{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linx";
    }).config.hostSpec.hostName;
  says = [
    "web-01"
    "x86_64-linx"
    "x86_64-linux, aarch64-linux, aarch64-darwin, x86_64-darwin"
  ];
}
