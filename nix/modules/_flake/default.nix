# The flake-parts modules that a fleet imports. Each refers to what is the fleet's own and to inputs of ours that are bound
# here, so that a fleet needs no input but nixfleet for them.
{ inputs }:
let
  # Importing one twice is importing it once.
  bound = name: file: {
    key = "nixfleet#flakeModules.${name}";
    _file = file;
    imports = [ (import file { inherit inputs; }) ];
  };
in
{
  apps = bound "apps" ./apps.nix;
  compliance = bound "compliance" ./compliance.nix;
  tests = bound "tests" ./tests.nix;
  iso = bound "iso" ./iso.nix;
  formatter = bound "formatter" ./formatter.nix;
}
