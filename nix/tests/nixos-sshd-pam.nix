# What NixOS makes of PAM's service sshd: `unixAuth` follows PasswordAuthentication, and without it neither pam_unix nor what stands
# beside it is there. For evaluations without nixpkgs, and the same over a real one.
{ config, lib, ... }:
let
  sshd = config.security.pam.services.sshd;
  # Modules are named by their paths in the store.
  module = name: "${builtins.toFile "linux-pam" ""}/lib/security/pam_${name}.so";
  code = lib.optional sshd.googleAuthenticator.enable;
in
{
  security.pam.services.sshd = {
    unixAuth = (config.services.openssh.settings.PasswordAuthentication or true) == true;
    text = lib.concatStringsSep "\n" (
      [
        "# Account management."
        "account required ${module "unix"} # unix (order 10900)"
        ""
        "# Authentication management."
      ]
      ++ lib.optionals sshd.unixAuth (
        code "auth optional ${module "unix"} likeauth # unix-early (order 12000)"
        ++ code "auth required ${module "google_authenticator"} no_increment_hotp # google_authenticator (order 12900)"
        ++ [ "auth sufficient ${module "unix"} likeauth try_first_pass # unix (order 13100)" ]
      )
      ++ [ "auth required ${module "deny"} # deny (order 13900)" ]
    );
  };
}
