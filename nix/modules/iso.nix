# Our own flake has the installer as well; whoever wants keys in it takes the module into a flake of their own.
{ inputs, ... }:
{
  imports = [ (import ./_flake { inherit inputs; }).iso ];
}
