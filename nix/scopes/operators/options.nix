# Who works on a host, declared alike for NixOS and for macOS.
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
  said = lib.concatStringsSep ", " names;
  inherit (import ../../lib/ssh-public-key.nix { inherit lib; }) sshPublicKey;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };

  operator = types.submodule {
    options = {
      isAdmin = mkOption {
        type = types.bool;
        default = false;
        description = "Whether the operator is in `wheel`, and so may become root.";
        example = true;
      };
      hashedPassword = mkOption {
        # A password in clear text would lock the operator out, and would stand in the store.
        type = types.nullOr (types.strMatching "[$][^:\n]+");
        default = null;
        description = ''
          Hash of the password, as `mkpasswd` prints it. Every user of the host can read it in the Nix store:
          `hashedPasswordFile` is to be preferred.
        '';
        example = "$y$j9T$...";
      };
      hashedPasswordFile = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "File on the host with the hash of the password.";
        example = "/run/secrets/alice-password-hash";
      };
      sshAuthorizedKeys = mkOption {
        type = types.listOf sshPublicKey;
        default = [ ];
        description = "Public keys that the operator logs in with over SSH.";
        example = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleE alice@laptop"
        ];
      };
      extraGroups = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "Groups of this operator, besides those of the role.";
        example = [ "libvirtd" ];
      };
      homeManager.enable = mkOption {
        type = types.bool;
        default = false;
        description = "Whether the operator gets the modules of `nixfleet.home-manager.profileImports`.";
        example = true;
      };
      shell = mkOption {
        type = types.package;
        default = pkgs.bash;
        defaultText = lib.literalExpression "pkgs.bash";
        description = "The login shell. For zsh or fish enable `programs.zsh` or `programs.fish` as well.";
        example = lib.literalExpression "pkgs.zsh";
      };
    };
  };

  primaryName =
    if cfg.primaryUser != null then
      if cfg.users ? ${cfg.primaryUser} then
        cfg.primaryUser
      else
        throw "nixfleet.operators.primaryUser is ${cfg.primaryUser}, who is no operator of this host (declared: ${
          if names == [ ] then "none" else said
        }): declare nixfleet.operators.users.${cfg.primaryUser}, or name another."
    else if names == [ ] then
      throw "No operator is declared, so there is no primary user: declare one with nixfleet.operators.users.<name>, or set hostSpec.userName."
    else if builtins.length names == 1 then
      builtins.head names
    else
      throw "There are several operators (${said}): say which of them is the primary user with nixfleet.operators.primaryUser.";

  # Worked out from the others, for other modules.
  internal =
    type: value: example: description:
    mkOption {
      inherit type example description;
      default = value;
      defaultText = lib.literalMD "from `nixfleet.operators.users`";
      internal = true;
      readOnly = true;
    };
in
{
  options.nixfleet.operators = {
    primaryUser = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Who `hostSpec.userName` is; needed only where there are several operators.";
      example = "alice";
    };
    rootSshKeys = mkOption {
      type = types.listOf sshPublicKey;
      default = [ ];
      description = "Public keys that log in as root over SSH; the core module sets them.";
      example = [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleE deploy@ci"
      ];
    };
    users = mkOption {
      type = types.attrsOf operator;
      default = { };
      description = "The operators of the host, by the name of their account.";
      example = lib.literalExpression ''
        {
          alice = {
            isAdmin = true;
            sshAuthorizedKeys = [
              "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleE alice@laptop"
            ];
          };
        }
      '';
    };

    _primaryName = internal types.str primaryName "alice" "Name of the primary operator.";
    _primary = internal types.raw cfg.users.${cfg._primaryName} {
      isAdmin = true;
    } "The primary operator.";
    _adminNames = internal (types.listOf types.str) (lib.filter (name: cfg.users.${name}.isAdmin) names) [
      "alice"
    ] "Names of the administrators.";
    _adminSshKeys = internal (types.listOf types.str) (lib.concatMap (
      name: cfg.users.${name}.sshAuthorizedKeys
    ) cfg._adminNames) [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleE alice@laptop"
    ] "Keys of all administrators.";
  };

  # Where nobody is declared these options do nothing, whatever the host.
  config.assertions = map (name: {
    assertion = name != "root" && builtins.match "[a-z_][a-z0-9_-]{0,30}" name != null;
    message =
      if name == "root" then
        "root is no operator: give root's keys as nixfleet.operators.rootSshKeys instead of nixfleet.operators.users.root."
      else
        "\"${name}\" (nixfleet.operators.users) is no name of an account: take up to 31 lower-case letters, digits, _ and -, a letter or _ first.";
  }) names;
}
