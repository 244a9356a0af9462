# The host keys of sshd that policy wants, where NixOS by itself has them, as `services.openssh.hostKeys` names them.
let
  made = {
    ed25519 = { };
    ecdsa = { };
    rsa.bits = 4096;
  };
in
algorithms:
map (
  type:
  made.${type}
  // {
    inherit type;
    path = "/etc/ssh/ssh_host_${type}_key";
  }
) algorithms
