# NIS2, Directive (EU) 2022/2555: the measures of Article 21(2).
{ lib, ... }:
{
  imports = [
    (import ../lib/preset.nix {
      id = "nis2";
      switch = {
        type = lib.types.enum [
          "essential"
          "important"
        ];
        default = "important";
        description = ''
          What the organisation is to the directive. `essential` is the strict level, which also switches IPv6 off (rule BH-07)
          and blocks USB storage (BH-09): `compliance.governance.excludes = [ "no-ipv6" "modules" ]` leaves them be.
        '';
        example = "essential";
      };
    })
  ];
}
