# The catalogue of controls and frameworks as data, by id, as the files of nix/compliance/catalogue have it: `nix eval --json` shows it.
{ lib }:
let
  filesOf =
    folder:
    lib.mapAttrs' (
      file: _:
      lib.nameValuePair (lib.removeSuffix ".json" file) (lib.importJSON (folder + "/${file}"))
    ) (lib.filterAttrs (file: _: lib.hasSuffix ".json" file) (builtins.readDir folder));
in
{
  controls = filesOf ../compliance/catalogue/controls;
  frameworks = filesOf ../compliance/catalogue/frameworks;
}
