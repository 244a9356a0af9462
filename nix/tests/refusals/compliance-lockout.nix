# A host that people log in to with passwords, and that is to take none.
{ inputs, ... }:
{
  host =
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        (import ../../compliance).nis2
        ../bootable.nix
        {
          nixpkgs.hostPlatform = "x86_64-linux";
          system.stateVersion = "25.11";
          networking.hostName = "plain";
          services.openssh.enable = true;
          users.users.alice = {
            isNormalUser = true;
            hashedPassword = "$6$abc$def";
          };
          compliance.frameworks.nis2.enable = true;
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "nobody has an SSH key that this host takes"
    "users.users.<name>.openssh.authorizedKeys.keys"
  ];
}
