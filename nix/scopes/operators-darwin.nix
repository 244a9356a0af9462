# The operators of a Mac: their accounts exist already, so only the home directory and the shell are said. Keys, groups and
# passwords are macOS' own affair: setting them here does nothing, which is told.
{ config, lib, ... }:
let
  cfg = config.nixfleet.operators;

  # What a Mac does nothing with, and what it is when nobody set it.
  idle = {
    extraGroups = [ ];
    hashedPassword = null;
    hashedPasswordFile = null;
    sshAuthorizedKeys = [ ];
  };
  idleOf =
    name: operator:
    map (option: "nixfleet.operators.users.${name}.${option}") (
      lib.attrNames (lib.filterAttrs (option: unset: operator.${option} != unset) idle)
    );
  set =
    lib.optional (cfg.rootSshKeys != [ ]) "nixfleet.operators.rootSshKeys"
    ++ lib.concatLists (lib.mapAttrsToList idleOf cfg.users);
in
{
  imports = [ ./operators/options.nix ];

  config = {
    users.users = lib.mapAttrs (name: operator: {
      inherit name;
      home = "/Users/${name}";
      shell = lib.mkOverride 900 operator.shell;
    }) cfg.users;

    warnings = lib.optional (set != [ ]) ''
      These do nothing on a Mac: ${lib.concatStringsSep ", " set}. Accounts, groups and passwords are macOS' own there; keys are
      set with nix-darwin's users.users.<name>.openssh.authorizedKeys.keys.
    '';
  };
}
