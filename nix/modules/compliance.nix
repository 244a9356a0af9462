# The reports of the hosts that our tests are about; fleets take the same module from `flakeModules.compliance`.
{ inputs, ... }:
{
  imports = [ (import ./_flake { inherit inputs; }).compliance ];
}
