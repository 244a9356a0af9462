# Home Manager on macOS: the primary operator gets the modules of `profileImports`. Home Manager's own module is imported
# beside this one in default.nix.
{
  config,
  lib,
  options,
  ...
}:
let
  cfg = config.nixfleet.home-manager;
  hasOperators = options ? nixfleet.operators && config.nixfleet.operators.users != { };
in
{
  imports = [ ./home-manager/options.nix ];

  config = lib.mkIf cfg.enable {
    home-manager = {
      useGlobalPkgs = lib.mkDefault cfg.useGlobalPkgs;
      backupCommand = lib.mkDefault cfg.backupCommand;
      users = lib.mkIf hasOperators {
        ${config.nixfleet.operators._primaryName}.imports = cfg.profileImports;
      };
    };
  };
}
