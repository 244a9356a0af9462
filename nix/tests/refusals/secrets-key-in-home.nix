{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.workstation
        {
          nixfleet.operators.users.alice.sshAuthorizedKeys = [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice"
          ];
          nixfleet.secrets.identityPaths.userKey = "/home/alice/id_ed25519";
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "nixfleet.secrets.identityPaths.userKey is /home/alice/id_ed25519"
  ];
}
