{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web 01";
      platform = "x86_64-linux";
    }).config.hostSpec.hostName;
  says = [
    "hostSpec.hostName"
    "web 01"
    "at most 63 letters, digits, dashes and underlines"
  ];
}
