# flakeModules.tests, in a fleet with a host that lets nobody in.
{
  inputs,
  lib,
  mkHost,
  ...
}:
let
  flake = (import ../stub/flake-parts.nix { inherit lib; }).lib.mkFlake { inputs = { }; } {
    imports = [ (import ../../modules/_flake { inherit inputs; }).tests ];
    systems = [ "x86_64-linux" ];
    flake.nixosConfigurations.web-01 = mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      stateVersion = "25.05";
    };
  };
in
{
  host = flake.checks.x86_64-linux.host-web-01.drvPath;
  says = [
    "The host web-01 is not well"
    "log in"
  ];
}
