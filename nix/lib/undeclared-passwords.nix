# Says where it hangs on passwords that nobody declared whether anybody gets in over SSH. Those that `passwd` set are in no
# configuration: a host that has them goes on, and one that is installed anew has none.
{ config, lib, ... }:
let
  canLogIn = import ./somebody-can-log-in.nix {
    inherit (config.users) users mutableUsers;
    ssh = config.services.openssh;
    pam = config.security.pam.services.sshd.text or null;
  };
  # NixOS's own word for "there is a way in that you can't see".
  isMeant = config.users.allowNoPasswordLogin or false;
in
{
  key = "nixfleet/undeclared-passwords";

  config.warnings = lib.optional (canLogIn.bySsh && !canLogIn.bySshAsDeclared && !isMeant) ''
    SSH asks for a key and a password (services.openssh.settings.AuthenticationMethods), and no account with a key has a declared
    password (users.users.<name>.hashedPasswordFile). Nobody gets in by it but who has set one on the host itself (passwd): nobody at all on
    a host that is installed anew. Declare passwords, or demand keys on FIDO2 tokens instead (docs/compliance.md, "A second factor
    over SSH").'';
}
