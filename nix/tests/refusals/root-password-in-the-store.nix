{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      hostSpec = {
        userName = "deploy";
        rootHashedPasswordFile = ./root-password-in-the-store.nix;
      };
    }).config.hostSpec.rootHashedPasswordFile;
  says = [
    "hostSpec.rootHashedPasswordFile"
    "outside the Nix store"
  ];
}
