# `nix fmt`, and the check `treefmt`. Our own Nix is in the style of nixfmt, which is Nix's official one today; fleets get
# alejandra from flakeModules.formatter, as they always did. TypeScript has prettier (`npm run format`).
{ inputs, ... }:
{
  imports = [ (import ./_flake { inherit inputs; }).formatter ];

  perSystem.treefmt.programs = {
    alejandra.enable = false;
    nixfmt.enable = true;
    # Arguments that a caller gives by name have to be there, used or not.
    deadnix.no-lambda-pattern-names = true;
  };
}
