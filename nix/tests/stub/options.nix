# The options of NixOS, of nix-darwin and of other inputs that our modules set or read, as far as they do: names and types as
# they have them, nothing behind them. For evaluations without nixpkgs. Every stub stands here, and only here. None takes
# what it does not know: what is misspelt, or gone from nixpkgs, is refused as it is there.
{ lib }:
let
  kinds = import ./options/kinds.nix { inherit lib; };
  part = file: import file { inherit lib kinds; };
  common = part ./options/common.nix;
in
{
  nixos.imports = [
    common
    (part ./options/nixos.nix)
    (part ./options/hardware.nix)
    (part ./options/networking.nix)
    (part ./options/security.nix)
    (part ./options/monitoring.nix)
    (part ./options/services.nix)
    (part ./options/systemd.nix)
  ];
  darwin.imports = [
    common
    (part ./options/darwin.nix)
  ];
}
// part ./options/inputs.nix
