# What fleets that are made with flake-parts import: `imports = [ nixfleet.flakeModules.apps ];`.
{ inputs, ... }:
{
  flake.flakeModules = import ./_flake { inherit inputs; };
}
