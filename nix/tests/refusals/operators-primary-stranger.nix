{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        {
          nixfleet.operators = {
            primaryUser = "carol";
            users.alice = { };
          };
        }
      ];
    }).config.hostSpec.userName;
  says = [
    "nixfleet.operators.primaryUser is carol"
    "declared: alice"
  ];
}
