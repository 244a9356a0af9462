# What NixOS and nix-darwin both have.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    attrs
    bool
    lines
    list
    named
    on
    option
    perhaps
    required
    text
    ;
in
{ config, pkgs, ... }:
{
  options = {
    assertions = list types.unspecified;
    warnings = list types.str;
    nixpkgs = {
      hostPlatform = option types.str "x86_64-linux";
      config = attrs;
      overlays = list types.unspecified;
      pkgs = required types.unspecified;
    };
    nix = {
      enable = on;
      package = option types.package pkgs.nix;
      nixPath = list types.str;
      channel.enable = on;
      extraOptions = lines;
      gc = {
        automatic = bool;
        options = text;
      };
      buildMachines = list types.unspecified;
      distributedBuilds = bool;
      settings = option (types.submodule {
        freeformType = types.attrsOf types.anything;
        options = {
          substituters = list types.str;
          trusted-public-keys = list types.str;
          trusted-users = list types.str;
          secret-key-files = list types.str;
          experimental-features = list types.str;
        };
      }) { };
    };
    environment = {
      systemPackages = list types.package;
      etc = named {
        enable = on;
        text = perhaps types.lines;
        source = perhaps types.path;
        mode = option types.str "symlink";
        user = option types.str "+0";
        group = option types.str "+0";
      };
      variables = attrs;
      shellAliases = attrs;
    };
    networking.hostName = perhaps types.str;
    time.timeZone = perhaps types.str;
    programs = {
      ssh.knownHosts = named {
        hostNames = list types.str;
        extraHostNames = list types.str;
        publicKey = perhaps types.str;
      };
      fish.enable = bool;
      zsh.enable = bool;
    };
    users.users = named {
      name = perhaps types.str;
      home = perhaps types.path;
      shell = perhaps types.anything;
      createHome = bool;
      description = text;
      openssh.authorizedKeys = {
        keys = list types.str;
        keyFiles = list types.path;
      };
    };
    users.groups = named {
      gid = perhaps types.int;
      members = list types.str;
    };
    system = {
      stateVersion = option (types.either types.str types.int) "24.11";
      activationScripts = option (types.attrsOf (
        types.coercedTo types.str (script: { text = script; }) (
          types.submodule {
            options = {
              text = lines;
              deps = list types.str;
            };
          }
        )
      )) { };
      configurationRevision = perhaps types.str;
      build = option (types.lazyAttrsOf types.unspecified) { };
    };
  };

  config.system.build.toplevel =
    let
      failed = map (each: each.message) (builtins.filter (each: !each.assertion) config.assertions);
    in
    if failed == [ ] then
      "/nix/store/${builtins.substring 0 32 (builtins.hashString "sha256" config.nixpkgs.hostPlatform)}-system"
    else
      throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (message: "- ${message}") failed}";
}
