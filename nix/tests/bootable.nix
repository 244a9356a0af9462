# What NixOS itself wants of a host before it lets it be built, for tests that are about something else.
{
  boot.loader.grub.enable = false;
  fileSystems."/" = {
    device = "/dev/vda1";
    fsType = "ext4";
  };
}
