# Who a host is. What it does stands in the options of scopes and services; a fleet adds identity of its own by declaring
# more `options.hostSpec.*`.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.hostSpec;

  # As NixOS takes it.
  hostName = types.strMatching "[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?" // {
    description = "name of a host: at most 63 letters, digits, dashes and underlines, first and last a letter or digit";
  };
  # As Linux takes it.
  interfaceName = types.strMatching "[^/[:space:]]{1,15}" // {
    description = "name of a network interface, such as enp3s0, of at most 15 characters (`ip link` on the host shows them)";
  };

  primaryOperator =
    if options ? nixfleet.operators then
      config.nixfleet.operators._primaryName
    else
      throw "hostSpec.userName of ${cfg.hostName} is not set, and there is no operators scope to take it from: set hostSpec.userName, or import nixfleet.scopes.operators and declare an operator.";
in
{
  options.hostSpec = {
    hostName = mkOption {
      type = hostName;
      description = "Name of the host; `mkHost` sets it.";
      example = "web-01";
    };
    userName = mkOption {
      type = types.str;
      default = primaryOperator;
      defaultText = lib.literalExpression "the primary operator (nixfleet.operators)";
      description = "The host's primary user.";
      example = "alice";
    };
    home = mkOption {
      type = types.str;
      default = if cfg.isDarwin then "/Users/${cfg.userName}" else "/home/${cfg.userName}";
      defaultText = lib.literalExpression ''"/home/''${userName}", on macOS "/Users/''${userName}"'';
      description = "Home directory of the primary user.";
      example = "/home/alice";
    };
    timeZone = mkOption {
      type = types.str;
      default = "UTC";
      description = "Time zone, as in the tz database.";
      example = "Europe/Paris";
    };
    locale = mkOption {
      type = types.str;
      default = "en_US.UTF-8";
      description = "Default locale.";
      example = "fr_FR.UTF-8";
    };
    keyboardLayout = mkOption {
      type = types.str;
      default = "us";
      description = ''
        XKB layout, such as `gb` or `jp`. The console gets the keymap that kbd has for it, under its own name (`uk`, `jp106`);
        a layout that is a keymap's name is taken as it is. For another set `console.keyMap`, or `console.useXkbConfig`.
      '';
      example = "fr";
    };
    rootHashedPasswordFile = mkOption {
      type = types.nullOr (import ../../lib/secret-path.nix { inherit lib; });
      default = null;
      description = "File on the host with the hash of root's password; null: NixFleet sets no password for root.";
      example = "/run/secrets/root-password-hash";
    };
    networking = mkOption {
      type = types.submodule {
        freeformType = types.attrsOf types.anything;
        options.interface = mkOption {
          type = types.nullOr interfaceName;
          default = null;
          description = "The interface that gets its address by DHCP, and no other does; null: every wired interface does.";
          example = "enp3s0";
        };
      };
      default = { };
      description = ''
        Facts about the host's network: `interface`, which NixFleet reads, and whatever else the fleet's own modules want to
        know.
      '';
      example = {
        interface = "enp3s0";
      };
    };
    secretsPath = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Where a fleet keeps the host's secrets: a note for the fleet's own modules, which NixFleet does not read.";
      example = "/run/secrets";
    };
    isDarwin = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the host runs macOS; `mkHost` sets it.";
      example = true;
    };
  };
}
