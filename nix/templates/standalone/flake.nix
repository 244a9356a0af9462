# One NixOS machine. What you have to change is marked EDIT; until that is done, building it is refused with a sentence that
# says what is missing, so that nobody installs a machine which then lets nobody in.
{
  description = "One NixOS machine, made with NixFleet";

  inputs = {
    # EDIT: whose NixFleet this is.
    nixfleet.url = "github:OWNER/nixfleet";
    # The one set of pins that NixFleet is tested with.
    nixpkgs.follows = "nixfleet/nixpkgs";
  };

  outputs =
    {
      self,
      nixpkgs,
      nixfleet,
      ...
    }:
    let
      inherit (nixpkgs) lib;

      # EDIT: your own public key, as in ~/.ssh/id_ed25519.pub. It logs in as `admin` and as root.
      operatorKey = "ssh-ed25519 REPLACE-WITH-YOUR-PUBLIC-KEY";

      operatorKeys =
        if lib.hasInfix "REPLACE-WITH" operatorKey then
          throw "Nobody could log in to myhost: put your own public key into `operatorKey` in flake.nix (cat ~/.ssh/id_ed25519.pub shows it; ssh-keygen -t ed25519 makes one)."
        else
          [ operatorKey ];
    in
    {
      nixosConfigurations.myhost = nixfleet.lib.mkHost {
        inherit self;
        hostName = "myhost";
        # EDIT: "aarch64-linux" for ARM.
        platform = "x86_64-linux";
        # The NixOS release that it is first installed with: it stays, whatever comes later.
        stateVersion = "25.11";
        # EDIT: where you are, and how you type.
        hostSpec = {
          timeZone = "UTC";
          locale = "en_US.UTF-8";
          keyboardLayout = "us";
        };
        specialArgs = { inherit nixfleet; };
        modules = [
          nixfleet.scopes.roles.server
          nixfleet.scopes.disko
          ./disk-config.nix
          ./hardware-configuration.nix
          {
            nixfleet.operators = {
              rootSshKeys = operatorKeys;
              users.admin = {
                isAdmin = true;
                sshAuthorizedKeys = operatorKeys;
              };
            };
          }
        ];
      };
    };
}
