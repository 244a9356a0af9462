# Whether a stack of PAM lets anybody in from elsewhere, as libpam goes through it.
{ lib, ... }:
let
  letsIn =
    lines:
    import ../../lib/pam-lets-in.nix {
      text = lib.concatStringsSep "\n" lines;
    };
  # NixOS names modules by their paths, with a comment behind.
  module = name: "${builtins.toFile "linux-pam" ""}/lib/security/pam_${name}.so # ${name} (order 1)";
  deny = "auth required ${module "deny"}";
  permit = "auth required pam_permit.so";
  kerberos = "auth [default=ignore success=1 service_err=reset] ${module "krb5"}";
  cached = "auth [default=die success=done] ${module "ccreds"}";
in
lib.mapAttrsToList
  (name: lines: {
    check = letsIn lines;
    msg = "somebody gets in by ${name}";
  })
  {
    "a password" = [
      "auth sufficient ${module "unix"}"
      deny
    ];
    "a code and a password" = [
      "auth optional ${module "unix"}"
      "auth required ${module "google_authenticator"}"
      "auth sufficient ${module "unix"}"
      deny
    ];
    "a ticket" = [
      kerberos
      cached
      deny
      permit
    ];
    "what jumps over the denial" = [
      "auth [success=1 default=ignore] pam_unix.so"
      "auth requisite pam_deny.so"
      permit
    ];
    "a service that is included" = [
      "auth include login"
      deny
    ];
    "a token that need not be there" = [ "auth required pam_u2f.so cue nouserok" ];
  }
++
  lib.mapAttrsToList
    (name: lines: {
      check = !letsIn lines;
      msg = "nobody gets in by ${name}";
    })
    {
      "nothing" = [ "account required ${module "unix"}" ];
      "a denial" = [ deny ];
      "a code before a denial" = [
        "auth requisite ${module "oath"}"
        deny
      ];
      "a finger, which is not where the reader is" = [
        "auth sufficient ${module "fprintd"}"
        deny
      ];
      "a password behind what ends it all" = [
        "auth requisite pam_deny.so"
        "auth sufficient pam_unix.so"
      ];
      "a jump over the end" = [ "auth [success=3 default=die] pam_unix.so" ];
      "many modules and a denial" =
        lib.genList (index: "auth required pam_number${toString index}.so") 24 ++ [ deny ];
    }
