# The modules of a fleet's hosts by the names under which the flake gives them out: those that mkHost has on every host, for
# systems that are made without it. What another flake brings is bound here.
{ inputs }:
let
  core = ../modules/_core;
  services = ../modules/_services;
in
{
  nixos = {
    nixfleet-core = core + "/nixos.nix";
    nixfleet-agent = services + "/agent.nix";
    nixfleet-control-plane = services + "/control-plane.nix";
    nixfleet-cache-server = services + "/cache-server.nix";
    nixfleet-cache = services + "/cache.nix";
    # With a key, a set that is imported twice is imported once; a path has one by itself.
    nixfleet-microvm-host = {
      key = "nixfleet/microvm-host";
      imports = [
        inputs.microvm.nixosModules.host
        (services + "/microvm-host.nix")
      ];
    };
  };

  darwin = {
    nixfleet-core = core + "/darwin.nix";
    nixfleet-agent = services + "/agent-darwin.nix";
    nixfleet-cache = services + "/cache-darwin.nix";
  };
}
