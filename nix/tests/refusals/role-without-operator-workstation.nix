{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.workstation
      ];
    }).config.system.build.toplevel;
  says = [
    "nixfleet.operators.users.<name>"
  ];
}
