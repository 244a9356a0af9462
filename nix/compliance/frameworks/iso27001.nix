# ISO/IEC 27001:2022: controls of Annex A that a machine can show.
{ lib, ... }:
{
  imports = [
    (import ../lib/preset.nix {
      id = "iso27001";
      switch = {
        type = lib.types.enum [
          "full"
          "partial"
        ];
        default = "full";
        description = ''
          What is certified. `full` is the strict level, which also switches IPv6 off (rule BH-07) and blocks USB storage
          (BH-09): `compliance.governance.excludes = [ "no-ipv6" "modules" ]` leaves them be.
        '';
        example = "partial";
      };
    })
  ];
}
