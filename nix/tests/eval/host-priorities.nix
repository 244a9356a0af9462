# A host's plain value beats every default of core, on both systems; and nothing has to be forced.
{ lib, mkHost, ... }:
let
  linux = {
    nixpkgs.config.allowUnfree = false;
    nix = {
      nixPath = [ "own" ];
      package = {
        type = "derivation";
        name = "own-nix";
      };
      settings.auto-optimise-store = false;
      gc = {
        automatic = false;
        dates = "daily";
        options = "--delete-older-than 90d";
      };
    };
    networking = {
      firewall.enable = false;
      useDHCP = false;
    };
    time.timeZone = "Asia/Tokyo";
    i18n.defaultLocale = "ja_JP.UTF-8";
    console.keyMap = "jp106";
    services = {
      xserver.xkb.layout = "jp";
      openssh = {
        enable = false;
        settings = {
          PermitRootLogin = "no";
          PasswordAuthentication = true;
          KbdInteractiveAuthentication = true;
        };
      };
    };
    system = {
      stateVersion = "25.05";
      configurationRevision = "own";
    };
  };
  mac = {
    nixpkgs.config.allowUnfree = false;
    nix.enable = true;
    system = {
      stateVersion = 6;
      primaryUser = "own";
      checks.verifyNixPath = true;
    };
    security.pam.services.sudo_local.touchIdAuth = false;
  };

  host =
    platform: module:
    (mkHost {
      hostName = "a";
      inherit platform;
      hostSpec.userName = "deploy";
      self.rev = "0123";
      modules = [ module ];
    }).config;

  # Path and value of every plain value in a set; a package and a list are one.
  leaves =
    path: value:
    if lib.isAttrs value && !(lib.isDerivation value) then
      lib.concatLists (lib.mapAttrsToList (name: leaves (path ++ [ name ])) value)
    else
      [ { inherit path value; } ];

  compared =
    platform: module:
    let
      config = host platform module;
    in
    map (
      { path, value }:
      let
        got = lib.attrByPath path null config;
      in
      {
        # NixOS makes a list of what may be one.
        check =
          if lib.isDerivation value then
            got.name == value.name
          else
            builtins.elem got [
              value
              [ value ]
            ];
        msg = "on ${platform}, ${lib.concatStringsSep "." path} is what the host says";
      }
    ) (leaves [ ] module);

  listed = host "x86_64-linux" {
    nix.settings = {
      substituters = [ "https://own" ];
      trusted-users = [ "own" ];
    };
  };
in
compared "x86_64-linux" linux
++ compared "aarch64-darwin" mac
++ [
  {
    check =
      builtins.elem "https://own" listed.nix.settings.substituters
      && builtins.elem "https://cache.nixos.org/" listed.nix.settings.substituters;
    msg = "a host's caches are added to the public ones";
  }
  {
    check =
      builtins.elem "own" listed.nix.settings.trusted-users
      && builtins.elem "@wheel" listed.nix.settings.trusted-users;
    msg = "whom a host trusts is added to its administrators";
  }
]
