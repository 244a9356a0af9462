{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        { nixfleet.operators.users.alice.hashedPassword = "hunter2"; }
      ];
    }).config.users.users.alice.hashedPassword;
  says = [
    "nixfleet.operators.users.alice.hashedPassword"
  ];
}
