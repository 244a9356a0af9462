# When the fleet's own flake was last changed: `mkHost` knows it from its argument `self`, and the label of a generation shows it.
{ lib, ... }:
{
  options.nixfleet.fleetDate = lib.mkOption {
    type = lib.types.nullOr (lib.types.strMatching "[0-9]{14}");
    default = null;
    description = ''
      When the fleet's own flake was last changed, as `self.lastModifiedDate` has it (`YYYYMMDDhhmmss`, UTC); `mkHost` sets
      it. Null: nobody knows.
    '';
    example = "20260131091500";
  };
}
