{
  lib,
  mkHost,
  scopes,
  ...
}:
let
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice@test";
  profile = [ { home.sessionVariables.EDITOR = "vi"; } ];
  nixos =
    modules:
    (mkHost {
      hostName = "desk-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        scopes.home-manager
        {
          nixfleet.home-manager = {
            enable = true;
            profileImports = profile;
          };
        }
      ]
      ++ modules;
    }).config.home-manager;
  operators = {
    nixfleet.operators = {
      primaryUser = "alice";
      users = {
        alice = {
          sshAuthorizedKeys = [ key ];
          homeManager.enable = true;
        };
        bob.sshAuthorizedKeys = [ key ];
      };
    };
  };
  linux = nixos [
    scopes.operators
    operators
  ];
  alone = nixos [ ];
  mac = macWith { };
  macWith =
    more:
    (mkHost {
      hostName = "mac-01";
      platform = "aarch64-darwin";
      modules = [
        scopes.operatorsDarwin
        scopes.home-managerDarwin
        operators
        more
        {
          nixfleet.home-manager = {
            enable = true;
            profileImports = profile;
          };
        }
      ];
    }).config.home-manager;

  osConfig = impermanence: secrets: {
    nixfleet = {
      inherit secrets;
      impermanence = {
        enable = true;
        persistRoot = "/keep";
        keepHomes = false;
      }
      // impermanence;
    };
  };
  homeOf =
    user: declared: impermanence: secrets:
    (import scopes.impermanenceHm {
      inherit lib;
      config.home.homeDirectory = "/home/${user}";
      options.home = declared;
      osConfig = osConfig impermanence secrets;
    }).config;
  home = homeOf "alice" { persistence = { }; };
  aliceKey = {
    enable = true;
    identityPaths = {
      enableUserKey = true;
      userKey = "/home/alice/.keys/id_ed25519";
    };
  };
  directoriesOf =
    user: secrets:
    (homeOf user { persistence = { }; } { } secrets).content.home.persistence."/keep".directories;
  noSecrets = {
    enable = false;
  };
  kept = (home { } noSecrets).content.home.persistence."/keep";

  # Home Manager takes the imports in; its stub shows them.
  given = home: (home.imports or profile) == profile;
  claim = msg: check: { inherit check msg; };
in
[
  (claim "who wants Home Manager gets the profile, nobody else" (
    lib.attrNames linux.users == [ "alice" ] && given linux.users.alice
  ))
  (claim "homes use the system's packages" (linux.useGlobalPkgs && linux.useUserPackages))
  (claim "a host decides otherwise by plain values" (
    let
      decided = {
        home-manager = {
          useGlobalPkgs = false;
          backupCommand = "trash";
        };
      };
      desk = nixos [
        decided
        { home-manager.useUserPackages = false; }
      ];
    in
    !desk.useGlobalPkgs
    && !desk.useUserPackages
    && desk.backupCommand == "trash"
    && !(macWith decided).useGlobalPkgs
    && (macWith decided).backupCommand == "trash"
  ))
  (claim "what is in the way is set aside" (lib.hasInfix "nixfleet-home-backup" linux.backupCommand))
  (claim "it works without the operators scope" (alone.users == { }))
  (claim "on a Mac the primary operator gets the profile" (
    lib.attrNames mac.users == [ "alice" ] && given mac.users.alice
  ))
  (claim "of a home is kept what the list names, where the host says" (
    lib.elem ".keys" kept.directories && kept.files == [ ".ssh/known_hosts" ]
  ))
  (claim "the keys' directory is named once, by the secrets scope where that is on" (
    !lib.elem ".keys" (directoriesOf "alice" aliceKey)
  ))
  (claim "the keys of another operator are kept beside them" (
    lib.elem ".keys" (directoriesOf "bob" aliceKey)
  ))
  (claim "a key that lies elsewhere keeps no directory of keys" (
    lib.all
      (
        userKey:
        lib.elem ".keys" (
          directoriesOf "alice" (lib.recursiveUpdate aliceKey { identityPaths = { inherit userKey; }; })
        )
      )
      [
        "/home/alice/.config/age/key"
        null
      ]
  ))
  (claim "where nothing keeps parts of homes, as on a Mac, none is named" (
    (homeOf "alice" { } { } noSecrets).content == { }
  ))
  (claim "where homes are kept whole nothing is named" (!(home { keepHomes = true; } noSecrets).condition))
  (claim "where the root is not wiped nothing is named" (!(home { enable = false; } noSecrets).condition))
  (claim "the tools of the profile are packages" (
    let
      asked = import scopes.baseHm {
        pkgs = lib.genAttrs [
          "age"
          "coreutils"
          "duf"
          "eza"
          "fastfetch"
          "fd"
          "fzf"
          "gh"
          "gnupg"
          "home-manager"
          "jq"
          "killall"
          "nh"
          "openssh"
          "procs"
          "ripgrep"
          "tldr"
          "tree"
          "wget"
          "yq"
        ] (name: name);
      };
    in
    builtins.length asked.home.packages == 20 && lib.allUnique asked.home.packages
  ))
]
