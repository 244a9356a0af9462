# Every Nix file below a folder, but those in whose path a name begins with `_`: the dendritic rule, under which a new
# module is a new file and no list of imports has to be kept.
folder:
let
  inherit (builtins)
    attrNames
    concatMap
    match
    readDir
    ;

  filesIn =
    path:
    let
      entries = readDir path;
      found =
        name:
        if match "_.*" name != null then
          [ ]
        else if entries.${name} == "directory" then
          filesIn (path + "/${name}")
        else if match ".*\\.nix" name != null then
          [ (path + "/${name}") ]
        else
          [ ];
    in
    concatMap found (attrNames entries);
in
filesIn folder
