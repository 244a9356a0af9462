# A key that lost its last character when it was copied: its owner would be locked out, and nobody would say why.
{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        {
          nixfleet.operators.users.alice.sshAuthorizedKeys = [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKwAyVC9nWeWe5VHdQKYUZYqYt0ZBvBFnGdYR3pFAGJ alice@laptop"
          ];
        }
      ];
    }).config.users.users.alice.openssh.authorizedKeys.keys;
  says = [
    "nixfleet.operators.users.alice.sshAuthorizedKeys"
    "public SSH key"
  ];
}
