# The outputs of our flake over the inputs of the tests: what `nix flake show` would have, without network. `flakeParts` is a
# checkout of the real flake-parts, in place of the stub.
{
  nixpkgs,
  flakeParts ? null,
}:
let
  stubs = import ./stub/inputs.nix { inherit nixpkgs; };

  real = (import (flakeParts + "/flake.nix")).outputs {
    self = real // {
      outPath = flakeParts;
    };
    nixpkgs-lib = { inherit (stubs.nixpkgs) lib; };
  };

  inputs =
    stubs
    // (if flakeParts == null then { } else { flake-parts = real; })
    // {
      self = {
        outPath = toString ../..;
        inherit inputs;
      };
    };
in
(import ../../flake.nix).outputs inputs
