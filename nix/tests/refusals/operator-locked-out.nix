{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.server
        { nixfleet.operators.users.alice.isAdmin = true; }
      ];
    }).config.system.build.toplevel;
  says = [
    "The operator alice could not log in"
    "nixfleet.operators.users.alice.sshAuthorizedKeys"
  ];
}
