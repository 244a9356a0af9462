# NixOS: users, files, languages and what else is of no other part.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    attrs
    bool
    list
    named
    on
    one
    option
    perhaps
    text
    ;
in
{ pkgs, ... }:
{
  options = {
    console.keyMap = option (types.either types.str types.path) "us";
    environment.sessionVariables = attrs;
    fileSystems = option (types.attrsOf (
      types.submodule (
        { name, ... }:
        {
          options = {
            mountPoint = option types.str name;
            device = perhaps types.str;
            fsType = option types.str "auto";
            options = option (types.listOf types.str) [ "defaults" ];
            neededForBoot = bool;
          };
        }
      )
    )) { };
    i18n.defaultLocale = text;
    nix.gc.dates = option (types.either types.singleLineStr (types.listOf types.singleLineStr)) "03:15";
    programs.ssh.package = option types.package pkgs.openssh;
    security.sudo = {
      enable = on;
      wheelNeedsPassword = on;
    };
    specialisation = named {
      inheritParentConfig = on;
      configuration = option types.anything { };
    };
    system.nixos = {
      label = option (types.strMatching "[a-zA-Z0-9:_.-]*") "26.05";
      tags = list types.str;
    };
    # Beside what both systems have.
    users.users = lib.mkOption {
      type = types.attrsOf (one {
        enable = on;
        group = text;
        extraGroups = list types.str;
        isNormalUser = bool;
        isSystemUser = bool;
        password = perhaps types.str;
        hashedPassword = perhaps types.str;
        hashedPasswordFile = perhaps types.str;
        initialPassword = perhaps types.str;
        initialHashedPassword = perhaps types.str;
      });
    };
    users.mutableUsers = on;
    users.allowNoPasswordLogin = bool;
    # What a test driver or a machine of QEMU's adds.
    virtualisation = {
      additionalPaths = list types.path;
      memorySize = option types.ints.positive 1024;
    };
  };
}
