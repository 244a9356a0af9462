# `NAME.nix` of a folder by its name; what begins with `_` is a part of others.
{ lib }:
folder:
let
  isOne = file: type: type == "regular" && lib.hasSuffix ".nix" file && !lib.hasPrefix "_" file;
  byName = file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) (folder + "/${file}");
in
lib.mapAttrs' byName (lib.filterAttrs isOne (builtins.readDir folder))
