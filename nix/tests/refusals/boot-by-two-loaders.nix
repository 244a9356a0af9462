# A machine with the boot loader of the role and one of its own.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
