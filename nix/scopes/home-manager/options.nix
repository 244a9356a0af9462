# What Home Manager is told, declared alike for NixOS and for macOS.
{ lib, pkgs, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.nixfleet.home-manager = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether operators' homes are managed by Home Manager.";
      example = true;
    };
    useGlobalPkgs = mkOption {
      type = types.bool;
      default = true;
      description = "Whether homes take their packages from the system's nixpkgs, with its configuration and overlays.";
      example = false;
    };
    backupCommand = mkOption {
      type = types.either types.str types.path;
      default = "${pkgs.writeShellScript "nixfleet-home-backup" (builtins.readFile ./backup.sh)}";
      defaultText = lib.literalMD "renames the file to `<name>.nbkp.<timestamp>` and keeps the newest five";
      description = ''
        Program that is run with the path of each file that is in the way of one that Home Manager would write; it has to
        move it out of the way.
      '';
      example = lib.literalExpression ''"''${pkgs.trash-cli}/bin/trash"'';
    };
    profileImports = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
      description = ''
        Home Manager modules: on NixOS of every operator with `homeManager.enable`, on macOS of the primary operator.
      '';
      example = lib.literalExpression "[ ./home/shell.nix ]";
    };
  };
}
