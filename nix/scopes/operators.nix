# The people (and robots) who work on a host: their accounts, keys and groups. Root's keys are declared here and set by the
# core module.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.operators;
  names = lib.attrNames cfg.users;
  hasPassword = import ../lib/has-password.nix;
  hasKey =
    user:
    user.openssh.authorizedKeys.keys != [ ] || user.openssh.authorizedKeys.keyFiles != [ ];

  cannotLogIn =
    name:
    let
      user = config.users.users.${name};
    in
    !cfg.mutableUsers
    && !hasKey user
    && !hasPassword user;

  account = operator: {
    isNormalUser = true;
    # Above what other modules set by default, below what a host sets.
    shell = lib.mkOverride 900 operator.shell;
    # Unset where the operator has none: a host may give a password of its own.
    hashedPassword = lib.mkIf (operator.hashedPassword != null) operator.hashedPassword;
    hashedPasswordFile = lib.mkIf (operator.hashedPasswordFile != null) operator.hashedPasswordFile;
    openssh.authorizedKeys.keys = operator.sshAuthorizedKeys;
    extraGroups = lib.unique (
      cfg.roleGroups ++ lib.optional operator.isAdmin "wheel" ++ operator.extraGroups
    );
  };

  # Whoever made the account, this module or the host itself.
  isWayToRoot =
    name: user:
    if name == "root" then
      hasKey user || hasPassword user
    else
      lib.elem "wheel" user.extraGroups && hasPassword user;
  nobodyBecomesRoot =
    cfg._adminNames != [ ]
    && cfg.rootSshKeys == [ ]
    && !cfg.mutableUsers
    && config.security.sudo.wheelNeedsPassword
    && !lib.any (name: isWayToRoot name config.users.users.${name}) (lib.attrNames config.users.users);
in
{
  imports = [ ./operators/options.nix ];

  options.nixfleet.operators = {
    mutableUsers = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether accounts and passwords that were changed on the host itself (`passwd`, `useradd`) stay. Without it the host
        has exactly the accounts that its configuration names.
      '';
      example = true;
    };
    roleGroups = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = ''
        Groups that every operator is in; roles set it. Whoever is in `docker` is root: no role puts anybody there.
      '';
      example = [ "networkmanager" ];
    };
  };

  config = lib.mkIf (cfg.users != { }) {
    users.mutableUsers = cfg.mutableUsers;
    users.users = lib.mapAttrs (_: account) cfg.users;

    assertions =
      map (name: {
        assertion = !cannotLogIn name;
        message = ''
          The operator ${name} could not log in: there is neither a key nor a password. Set
          nixfleet.operators.users.${name}.sshAuthorizedKeys (or hashedPasswordFile), or remove the operator.
        '';
      }) names
      ++ map (name: {
        assertion =
          cfg.users.${name}.hashedPassword == null || cfg.users.${name}.hashedPasswordFile == null;
        message = ''
          The operator ${name} has two passwords: set either nixfleet.operators.users.${name}.hashedPassword or
          nixfleet.operators.users.${name}.hashedPasswordFile.
        '';
      }) names;

    warnings = lib.optional nobodyBecomesRoot ''
      Nobody can become root: the administrators (${lib.concatStringsSep ", " cfg._adminNames}) have no password to give to
      sudo, and nixfleet.operators.rootSshKeys is empty. Set hashedPasswordFile for one of them, or rootSshKeys, or
      security.sudo.wheelNeedsPassword = false.
    '';
  };
}
