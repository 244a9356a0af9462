# DORA, Regulation (EU) 2022/2554: digital operational resilience of the financial sector.
{ lib, ... }:
{
  imports = [
    (import ../lib/preset.nix {
      id = "dora";
      switch = {
        type = lib.types.bool;
        default = false;
        description = "Whether the organisation is a critical third-party provider (Article 31): the strict level.";
        example = true;
      };
    })
  ];
}
