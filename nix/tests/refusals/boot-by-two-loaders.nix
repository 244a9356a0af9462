# A machine with the boot loader of the role and one of its own.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.hardware
        { boot.loader.grub.enable = true; }
      ];
    }).system.build.toplevel;
  says = [
    "boot.loader.grub"
    "boot.loader.systemd-boot.enable = false"
    "nixfleet.hardware.legacyBoot"
  ];
}
