# What decrypts secrets with whatever host keys sshd has, because nobody has said with which: the names of its options. A key
# that sshd no longer has would no longer open them. Asks who has said something, and never for the keys, which come from
# sshd's.
{
  lib,
  config,
  options,
}:
let
  # Whether it has its default.
  isUnsaid = option: option.highestPrio == (lib.mkOptionDefault null).priority;
  opens = secrets: keys: secrets != { } && keys != { } && lib.all isUnsaid (lib.attrValues keys);
  named = names: option: lib.filterAttrs (name: _: lib.elem name names) option;
in
lib.optional (opens (config.age.secrets or { }) (
  named [ "identityPaths" ] (options.age or { })
)) "age.identityPaths"
# Who says which age key is meant does not decrypt with RSA.
++ lib.optional (opens (config.sops.secrets or { }) (
  named [ "sshKeyPaths" ] (options.sops.gnupg or { })
  // lib.mapAttrs' (name: lib.nameValuePair "age-${name}") (
    named [
      "keyFile"
      "sshKeyPaths"
    ] (options.sops.age or { })
  )
)) "sops.age.sshKeyPaths"
