# Home Manager on NixOS: every operator who wants it gets the modules of `profileImports`. Home Manager's own module is
# imported beside this one in default.nix.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.home-manager;
  # The operators scope need not be there.
  operators = config.nixfleet.operators.users or { };
  wanting = lib.filterAttrs (_: operator: operator.homeManager.enable) operators;
in
{
  imports = [ ./home-manager/options.nix ];

  options.nixfleet.home-manager.useUserPackages = mkOption {
    type = types.bool;
    default = true;
    description = "Whether users' packages are installed with the system, below /etc/profiles, and not in `~/.nix-profile`.";
    example = false;
  };

  config = lib.mkIf cfg.enable {
    home-manager = {
      useGlobalPkgs = lib.mkDefault cfg.useGlobalPkgs;
      useUserPackages = lib.mkDefault cfg.useUserPackages;
      backupCommand = lib.mkDefault cfg.backupCommand;
      users = lib.mapAttrs (_: _: { imports = cfg.profileImports; }) wanting;
    };
  };
}
