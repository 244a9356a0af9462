# What is known of the fleet that a host belongs to: of which revision and day its configuration is, and what it was built from.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;

  # As nixpkgs' flake writes it into the version: 26.05.20260115.1a2b3c4.
  dateInVersion = builtins.match ".*[.]([0-9]{8})[.].*" (config.system.nixos.version or "");
in
{
  options.compliance.fleet = {
    revision = mkOption {
      type = types.nullOr types.str;
      default = config.system.configurationRevision or null;
      defaultText = lib.literalExpression "config.system.configurationRevision";
      description = "Revision of the configuration that the host is built from; `mkHost` knows it from its argument `self`.";
      example = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    };
    date = mkOption {
      type = types.nullOr (types.strMatching "[0-9]{14}");
      default = config.nixfleet.fleetDate or null;
      defaultText = lib.literalMD "`config.nixfleet.fleetDate`, which `mkHost` takes from its argument `self`";
      description = "When that configuration was last changed, as `self.lastModifiedDate` has it (`YYYYMMDDhhmmss`, UTC). Null: nobody knows.";
      example = "20260131091500";
    };
    inputs = mkOption {
      type = types.attrsOf types.ints.unsigned;
      default = config.nixfleet.fleetInputs or { };
      defaultText = lib.literalMD "`config.nixfleet.fleetInputs`, which `mkHost` takes from its argument `self`";
      description = ''
        When each input of the fleet's flake was last changed, in seconds since 1970. Without `mkHost`:
        `lib.mapAttrs (_: input: input.lastModified) (lib.filterAttrs (_: input: input ? lastModified) inputs)`.
      '';
      example = {
        nixpkgs = 1776686400;
      };
    };
    nixpkgsDate = mkOption {
      type = types.nullOr (types.strMatching "[0-9]{8}([0-9]{6})?");
      default =
        if dateInVersion == null || dateInVersion == [ "19700101" ] then null else lib.head dateInVersion;
      defaultText = lib.literalMD "the date in `config.system.nixos.version`, which a nixpkgs that is a flake has there";
      description = "Of which day the nixpkgs is that the host is built from (`YYYYMMDD`). Null: nobody knows.";
      example = "20260115";
    };
  };
}
