{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        { nixfleet.operators.users.alice.sshAuthorizedKeys = [ "-----BEGIN OPENSSH PRIVATE KEY-----" ]; }
      ];
    }).config.users.users.alice.openssh.authorizedKeys.keys;
  says = [
    "nixfleet.operators.users.alice.sshAuthorizedKeys"
    "public SSH key"
  ];
}
