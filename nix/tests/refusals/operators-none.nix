{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
      ];
    }).config.hostSpec.userName;
  says = [
    "No operator is declared"
    "nixfleet.operators.users.<name>"
  ];
}
