# When the fleet's own flake was last changed, and its inputs were: `mkHost` knows it from its argument `self`; the label of a
# generation shows it, and evidence says how old a host is.
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

  options.nixfleet.fleetInputs = lib.mkOption {
    type = lib.types.attrsOf lib.types.ints.unsigned;
    default = { };
    description = ''
      When each input of the fleet's flake was last changed, in seconds since 1970, as `lastModified` of the input has it;
      `mkHost` sets it.
    '';
    example = {
      nixpkgs = 1776686400;
    };
  };
}
