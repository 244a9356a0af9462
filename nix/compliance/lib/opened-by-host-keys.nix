# What may decrypt secrets with any of sshd's host keys: the names of the options that say with which. A key that sshd no longer has
# would no longer open them. What those options say is never asked: hosts say it in terms of sshd's keys, which hang on the answer.
{
  lib,
  config,
  options,
}:
lib.optional ((config.age.secrets or { }) != { } && options.age ? identityPaths) "age.identityPaths"
++ lib.optional (
  (config.sops.secrets or { }) != { } && options.sops.age or { } ? sshKeyPaths
) "sops.age.sshKeyPaths"
