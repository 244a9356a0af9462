{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        { nixfleet.operators.users.alice.hashedPasswordFile = ./operators-password-in-store.nix; }
      ];
    }).config.users.users.alice.hashedPasswordFile;
  says = [
    "nixfleet.operators.users.alice.hashedPasswordFile"
    "outside the Nix store"
  ];
}
