{ hosts, ... }:
let
  inherit (hosts.secrets-test) config;
  inherit (config.nixfleet) secrets;
  unit = config.systemd.services.nixfleet-host-key-check;
in
[
  {
    check = secrets.enable;
    msg = "a server has the secrets scope on";
  }
  {
    check = !secrets.identityPaths.enableUserKey;
    msg = "a server has no key of a user";
  }
  {
    check = secrets.resolvedIdentityPaths == [ "/etc/ssh/ssh_host_ed25519_key" ];
    msg = "a server's secrets are opened by the host's key alone";
  }
  {
    check = unit.unitConfig.ConditionFileNotEmpty == "!/etc/ssh/ssh_host_ed25519_key";
    msg = "the host's key is made only when there is none, or an empty one";
  }
  {
    check = builtins.elem "sshd.service" unit.before && builtins.elem "sshd-keygen.service" unit.before;
    msg = "the host's key is there before sshd";
  }
]
