# The modules of `nix/compliance` as outputs of the flake. They are for any NixOS, with or without the rest of NixFleet, and need
# no input of any flake.
{ lib }:
let
  modules = import ../compliance;
  inherit (modules) controls;
  others = removeAttrs modules [ "controls" ];
in
others
// lib.mapAttrs' (name: lib.nameValuePair "control-${name}") controls
// {
  # All controls, and each by its name: the set is a module itself, as whoever looks into `nixosModules` expects.
  controls = controls // {
    __functor = _: { ... }: { imports = lib.attrValues controls; };
  };

  # All there is, and what a fleet adds to it; nothing of it is on.
  compliance = {
    key = "nixfleet/compliance";
    imports = lib.attrValues (controls // others) ++ [ ../scopes/compliance.nix ];
  };
}
