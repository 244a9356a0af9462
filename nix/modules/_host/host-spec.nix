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

  primaryOperator =
    if options ? nixfleet.operators then
      config.nixfleet.operators._primaryName
    else
      throw "hostSpec.userName of ${cfg.hostName} is not set, and there is no operators scope to take it from: set hostSpec.userName, or import nixfleet.scopes.operators and declare an operator.";
in
{
  options.hostSpec = {
    hostName = mkOption {
      type = types.strMatching "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
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
      description = "XKB layout, of the console too.";
      example = "fr";
    };
    rootHashedPasswordFile = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "File on the host with the hash of root's password; null: NixFleet sets no password for root.";
      example = "/run/secrets/root-password-hash";
    };
    networking = mkOption {
      type = types.attrsOf types.anything;
      default = { };
      description = "Facts about the host's network. `interface` is known here: the interface that gets its address by DHCP.";
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
