# How somebody proves who they are. Only looked at: which second factor people have, nobody can choose for them.
{
  imports = [
    ../lib/ssh-lockout.nix
    (import ../lib/control.nix {
      id = "authentication";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          mfaRequired = {
            type = types.bool;
            default = false;
            stricter = "true";
            requirement = "multi-factor";
            description = ''
              Whether a second factor has to be demanded by each of `mfaServices`: by a module of PAM (u2f, google-authenticator,
              duo, oath) that cannot be passed over. Over SSH a key and something that PAM asks for are two factors, and so is a
              key on a FIDO2 token that asks for its PIN, where no others are taken (`PubkeyAcceptedAlgorithms` of `sk-…` alone,
              `PubkeyAuthOptions = "verify-required"`). How to set either up without locking anybody out is in
              docs/compliance.md, "A second factor over SSH".
            '';
            example = true;
          };
          mfaServices = {
            type = types.listOf (types.strMatching "[A-Za-z0-9._-]+");
            default = [ "sshd" ];
            description = "Services of PAM (files in `/etc/pam.d`) that are looked at for the second factor.";
            example = [
              "sshd"
              "login"
              "sudo"
            ];
          };
          maxServiceAccounts = {
            type = types.ints.unsigned;
            default = 10;
            stricter = "smaller";
            requirement = "service-accounts";
            description = "How many accounts of services may be able to log in.";
            example = 3;
          };
        };
    })
  ];
}
