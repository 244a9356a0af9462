{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        {
          nixfleet.operators.users = {
            alice = { };
            bob = { };
          };
        }
      ];
    }).config.hostSpec.userName;
  says = [
    "several operators (alice, bob)"
    "nixfleet.operators.primaryUser"
  ];
}
