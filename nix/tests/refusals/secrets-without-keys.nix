{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.server
        {
          nixfleet.operators.users.alice.sshAuthorizedKeys = [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice"
          ];
          nixfleet.secrets.identityPaths.hostKey = null;
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "no key is named that could open a secret"
  ];
}
