# A host with modules of compliance: its configuration. `names` are theirs (`nis2`, `controls.secure-boot`), `modules` what else it
# has.
{ aHost, lib }:
names: modules:
aHost {
  self = {
    rev = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    lastModifiedDate = "20260701120000";
    inputs = {
      nixpkgs.lastModified = 1782900000;
      without-a-date = { };
      self = throw "a flake is no input of its own";
    };
  };
  modules =
    map (name: lib.getAttrFromPath (lib.splitString "." name) (import ../compliance)) names
    ++ [ ./bootable.nix ]
    ++ modules;
}
