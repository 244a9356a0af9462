# Generations named after the revision of the fleet that they were built from, so that the boot menu says which change to go
# back behind.
{ config, lib, ... }:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.generationLabel;
in
{
  imports = [ ../modules/_host/fleet-date.nix ];

  options.nixfleet.generationLabel = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to label the machine's generations with date, revision and code name of the fleet.";
      example = true;
    };
    showCodename = mkOption {
      type = types.bool;
      default = true;
      description = "Whether the label ends with a code name, such as `calm-otter`: the same for the same revision.";
      example = false;
    };
    revision = mkOption {
      type = types.nullOr (types.strMatching "[A-Za-z0-9:_.-]+");
      default = config.system.configurationRevision or null;
      defaultText = lib.literalExpression "config.system.configurationRevision, which mkHost takes from its argument `self`";
      description = ''
        Revision of the fleet's own flake. Where it is null (mkHost was given no `self`), the label says `dirty`, because
        nobody can tell which commit this generation is.
      '';
      example = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    };
    date = mkOption {
      type = types.nullOr (types.strMatching "[0-9]{14}");
      default = config.nixfleet.fleetDate;
      defaultText = lib.literalExpression "config.nixfleet.fleetDate, which mkHost takes from its argument `self`";
      description = ''
        When the fleet was last changed, as `self.lastModifiedDate` has it (`YYYYMMDDhhmmss`, UTC). Null: the label has no
        date.
      '';
      example = "20260131091500";
    };
  };

  # Stronger than what NixOS itself says, weaker than a plain value: a host that wants another label just sets it.
  config = mkIf cfg.enable {
    system.nixos.label = lib.mkOverride 900 (
      import ../lib/generation-label.nix { inherit (cfg) revision date showCodename; }
    );
  };
}
