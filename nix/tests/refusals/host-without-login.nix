{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
    }).config.system.build.toplevel;
  says = [
    "Nobody could log in to web-01"
    "nixfleet.operators.users.<name>.sshAuthorizedKeys"
    "nixfleet.operators.rootSshKeys"
    "hostSpec.rootHashedPasswordFile"
  ];
}
