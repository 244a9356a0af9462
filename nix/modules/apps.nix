# `nix run .#nixfleet -- status` and so on: our programs, the demonstration, and what every fleet has for its hosts.
{ inputs, lib, ... }:
{
  imports = [ (import ./_flake { inherit inputs; }).apps ];

  perSystem =
    { nixfleetPackages, ... }:
    let
      app = package: {
        type = "app";
        program = lib.getExe package;
        meta = { inherit (package.meta) description; };
      };
    in
    {
      apps = {
        agent = app nixfleetPackages.nixfleet-agent;
        compliance = app nixfleetPackages.nixfleet-compliance;
        control-plane = app nixfleetPackages.nixfleet-control-plane;
        nixfleet = app nixfleetPackages.nixfleet-cli;
        default = app nixfleetPackages.nixfleet-cli;
        # Takes Nix and nothing else: it brings Node, git and the fleet.
        demo = app nixfleetPackages.nixfleet-demo;
      };
    };
}
