{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
    }).config.hostSpec.userName;
  says = [
    "hostSpec.userName of web-01"
    "nixfleet.scopes.operators"
  ];
}
