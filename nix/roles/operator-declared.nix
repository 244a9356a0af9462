# A role is for a host that somebody works on: who that is has to be said, before options that need it fail one by one.
{
  config,
  lib,
  options,
  ...
}:
let
  isNamed = options.hostSpec.userName.highestPrio < (lib.mkOptionDefault null).priority;
in
{
  imports = [ ../modules/_host/host-spec.nix ];

  assertions = [
    {
      assertion = isNamed || config.nixfleet.operators.users != { };
      message = ''
        ${config.hostSpec.hostName} has a role but no operator. Declare who works on it:
          nixfleet.operators.users.<name> = { isAdmin = true; sshAuthorizedKeys = [ "ssh-ed25519 ..." ]; };
        or, where something else makes the accounts, set hostSpec.userName.
      '';
    }
  ];
}
