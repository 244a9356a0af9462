{ hosts, ... }:
let
  inherit (hosts.web-02) config;
  inherit (config.services.openssh) settings;
in
[
  {
    check = config.services.openssh.enable;
    msg = "sshd runs";
  }
  {
    check = settings.PermitRootLogin == "prohibit-password";
    msg = "root logs in with a key only";
  }
  {
    check = settings.PasswordAuthentication == false;
    msg = "nobody logs in with a password";
  }
  {
    check = settings.KbdInteractiveAuthentication == false;
    msg = "nor with one that is asked for";
  }
  {
    check = config.networking.firewall.enable;
    msg = "the firewall is on";
  }
]
