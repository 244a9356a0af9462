# A virtual machine (`isVm`) as a guest: an address from QEMU's network, its clipboard, and drawing without a graphics card.
{ lib, pkgs, ... }:
{
  networking.useDHCP = lib.mkForce true;
  services.spice-vdagentd.enable = lib.mkDefault true;
  environment = {
    variables.LIBGL_ALWAYS_SOFTWARE = lib.mkDefault "1";
    systemPackages = [ pkgs.mesa ];
  };
}
