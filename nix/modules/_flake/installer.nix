# The installer that VMs and machines of metal boot from: NixOS's smallest, which the operators' keys open.
{ keys }:
{ modulesPath, pkgs, ... }:
{
  imports = [ "${modulesPath}/installer/cd-dvd/installation-cd-minimal.nix" ];

  # What is said while it starts is seen in a window and on the serial line, which the VM apps write to a file.
  boot.kernelParams = [
    "console=${if pkgs.stdenv.hostPlatform.isAarch64 then "ttyAMA0" else "ttyS0"},115200"
    "console=tty0"
  ];

  services = {
    openssh = {
      enable = true;
      settings = {
        PermitRootLogin = "prohibit-password";
        PasswordAuthentication = false;
        KbdInteractiveAuthentication = false;
      };
    };
    qemuGuest.enable = true;
    spice-vdagentd.enable = true;
  };
  users.users.root.openssh.authorizedKeys.keys = keys;

  environment.systemPackages = [
    pkgs.git
    pkgs.parted
    pkgs.vim
  ];
}
