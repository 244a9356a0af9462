{
  lib,
  hosts,
  mkHost,
  scopes,
  ...
}:
let
  inherit (hosts.infra-test.config.nixfleet) secrets;
  # infra-test wipes its root: its keys are read where they are kept.
  kept = hosts.infra-test.config.environment.persistence."/persist";
  plain =
    (mkHost {
      hostName = "desk-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [ scopes.secrets ];
    }).config.nixfleet.secrets;
in
[
  {
    check =
      plain.resolvedIdentityPaths == [
        "/etc/ssh/ssh_host_ed25519_key"
        "/home/deploy/.keys/id_ed25519"
      ];
    msg = "there are two keys, the host's first, though the scope is off";
  }
  {
    check = builtins.length secrets.resolvedIdentityPaths == 2;
    msg = "a workstation's secrets are opened by two keys";
  }
  {
    check = lib.hasSuffix "/etc/ssh/ssh_host_ed25519_key" (builtins.head secrets.resolvedIdentityPaths);
    msg = "the host's key comes first";
  }
  {
    check = lib.all (lib.hasPrefix "/persist/") secrets.resolvedIdentityPaths;
    msg = "where the root is wiped the keys are read where they are kept, for secrets are opened before that is mounted";
  }
  {
    check = builtins.elem "/etc/ssh/ssh_host_ed25519_key.pub" (
      map (each: each.file or each) kept.files
    );
    msg = "the host's key is kept, and its public half";
  }
]
