# Where Nix's settings are on a Mac.
{ lib, mkHost, ... }:
let
  mac =
    module:
    (mkHost {
      hostName = "mac-01";
      platform = "aarch64-darwin";
      hostSpec.userName = "alice";
      modules = [ module ];
    }).config;
  determinate = mac { nixfleet.nixCustomConf = "extra-substituters = https://own"; };
  own = mac { nix.enable = true; };
  declared =
    text:
    mac {
      environment.etc."nix/nix.custom.conf".text = text;
    };

  conf = config: config.environment.etc."nix/nixfleet.conf".text or "";
  script = config: config.system.activationScripts.postActivation.text or "";
  says = lib.hasInfix;
  isTold = config: builtins.any (says "nix.custom.conf") config.warnings;
  includes = config: says "nixfleet.conf" (script config);
in
[
  {
    check = !determinate.nix.enable && says "extra-trusted-users = @admin alice\n" (conf determinate);
    msg = "with Determinate Nix the administrators and the user are trusted";
  }
  {
    check =
      says "extra-substituters = https://nix-community.cachix.org https://cache.nixos.org/" (conf determinate)
      && says "extra-substituters = https://own" (conf determinate);
    msg = "and the lines of other modules stand beside ours";
  }
  {
    check = !(says "auto-optimise-store" (conf determinate));
    msg = "the store is not optimised, which damages it on macOS";
  }
  {
    check = includes determinate && !(isTold determinate);
    msg = "the activation includes the file";
  }
  {
    check = conf own == "" && !(includes own) && builtins.elem "alice" own.nix.settings.trusted-users;
    msg = "where nix-darwin runs Nix they are its own settings";
  }
  {
    check = !(includes (declared "max-jobs = 3")) && isTold (declared "max-jobs = 3");
    msg = "a nix.custom.conf that another module declares is not written to, and somebody is told";
  }
  {
    check = !(isTold (declared "!include nixfleet.conf"));
    msg = "and not told when the line is there";
  }
]
