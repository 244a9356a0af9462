{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.server
      ];
    }).config.system.build.toplevel;
  says = [
    "web-01 has a role but no operator"
    "nixfleet.operators.users.<name>"
  ];
}
