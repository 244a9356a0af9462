# Copies only these files and folders of a folder into the store, so that a change elsewhere rebuilds nothing. `lib.fileset`
# does the same, and takes a younger Nix than we ask for.
{
  name,
  root,
  files,
}:
let
  isIn = import ./is-in.nix;
  wanted = map (file: "${toString root}/${file}") files;
in
builtins.path {
  inherit name;
  path = root;
  # What leads to a wanted one has to be there, too.
  filter = path: _: builtins.any (file: isIn file path || isIn path file) wanted;
}
