# The type of an option that names a secret: the absolute path of a file on the host. Everybody can read the Nix store, so a
# store path is refused, and so is a Nix path literal, which evaluation would copy into the store.
{ lib }:
let
  inherit (builtins)
    all
    isString
    match
    split
    storeDir
    ;

  names = path: builtins.filter isString (split "/" (lib.removePrefix "/" path));
  isPlain = name: name != "" && name != "." && name != ".." && match "[^[:cntrl:]]*" name != null;
  isIn = import ./is-in.nix;
in
lib.mkOptionType {
  name = "secretPath";
  description = ''absolute path, as a string like "/run/secrets/key", of a file outside the Nix store, where everybody could read it'';
  descriptionClass = "noun";
  check =
    path:
    isString path && lib.hasPrefix "/" path && all isPlain (names path) && !isIn storeDir path;
  merge = lib.mergeEqualOption;
}
