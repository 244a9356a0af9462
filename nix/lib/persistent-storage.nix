# From what modules want kept (nixfleet.persistence) to what the impermanence module is told. What lies below somebody's
# home is told as that person's, relative to it: the directories above it then belong to them and not to root.
#
# What outlives a boot where it is, is left out: put in place from below `persistRoot`, it would hide what is there.
#
# directories: { directory, user, group, mode }; files: paths; homes: paths of home directories by user; mounts: types of file
# systems by where they are mounted.
{
  directories,
  files,
  homes,
  persistRoot,
  mounts,
}:
let
  inherit (builtins)
    attrNames
    elem
    filter
    foldl'
    head
    listToAttrs
    map
    stringLength
    substring
    ;

  unique = foldl' (seen: each: if elem each seen then seen else seen ++ [ each ]) [ ];

  isIn = import ./is-in.nix;
  isBelow = folder: path: path != folder && isIn folder path;

  # The file system that a path is on: the innermost one, null for the root.
  mountOf =
    path:
    foldl' (
      best: mount:
      if mount != "/" && isIn mount path && (best == null || isIn best mount) then mount else best
    ) null (attrNames mounts);
  outlives =
    path:
    let
      mount = mountOf path;
    in
    isIn persistRoot path
    || (
      mount != null
      && !elem mounts.${mount} [
        "tmpfs"
        "ramfs"
      ]
    );
  wantedDirectories = filter (each: !outlives each.directory) directories;
  wantedFiles = filter (path: !outlives path) files;
  ownersOf = path: filter (user: isBelow homes.${user} path) (attrNames homes);
  isAtHome = path: ownersOf path != [ ];
  relative =
    user: path: substring (stringLength homes.${user} + 1) (stringLength path) path;

  # A home that is kept whole keeps what is in it.
  keptWhole = filter (user: elem homes.${user} (map (each: each.directory) wantedDirectories)) (
    attrNames homes
  );
  isOf = user: path: ownersOf path != [ ] && head (ownersOf path) == user;

  usersWithSomething = filter (
    user:
    !elem user keptWhole
    && (
      builtins.any (each: isOf user each.directory) wantedDirectories
      || builtins.any (isOf user) wantedFiles
    )
  ) (attrNames homes);
in
{
  directories = unique (filter (each: !isAtHome each.directory) wantedDirectories);
  files = unique (filter (path: !isAtHome path) wantedFiles);
  users = listToAttrs (
    map (user: {
      name = user;
      value = {
        directories = unique (
          map (each: {
            directory = relative user each.directory;
            inherit (each) mode;
          }) (filter (each: isOf user each.directory) wantedDirectories)
        );
        files = unique (map (relative user) (filter (isOf user) wantedFiles));
      };
    }) usersWithSomething
  );
}
