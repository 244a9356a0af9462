# `nix fmt` and a check of the format. A fleet that formats its Nix otherwise sets perSystem.treefmt.programs.
{ inputs }:
{ lib, ... }:
{
  imports = [ inputs.treefmt-nix.flakeModule ];

  perSystem =
    { system, ... }:
    {
      treefmt = {
        # Ours: the fleet's flake need not have an input that is called nixpkgs.
        pkgs = lib.mkDefault inputs.nixpkgs.legacyPackages.${system};
        projectRootFile = lib.mkDefault "flake.nix";
        programs = {
          alejandra.enable = lib.mkDefault true;
          deadnix.enable = lib.mkDefault true;
          shfmt.enable = lib.mkDefault true;
        };
      };
    };
}
