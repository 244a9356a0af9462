# The folders that are somebody's on a host: `{ option; folder; isHome; }`. `services` and `users` are what `systemd.services` and
# `users.users` hold.
{ services, users }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    isList
    isString
    split
    ;

  words = text: filter (word: isString word && word != "") (split "[[:space:]]+" text);
  # `NAME:LINK` is NAME, and a link to it.
  nameOf = word: head (split ":" word);

  ofService =
    name:
    let
      given = services.${name}.serviceConfig.StateDirectory or [ ];
    in
    map (word: {
      option = "systemd.services.${name}";
      folder = "/var/lib/${nameOf word}";
      isHome = false;
    }) (concatMap words (if isList given then given else [ given ]));

  ofUser =
    name:
    let
      home = users.${name}.home or null;
    in
    if home == null then
      [ ]
    else
      [
        {
          option = "users.users.${name}";
          folder = toString home;
          isHome = true;
        }
      ];
in
concatMap ofService (attrNames services) ++ concatMap ofUser (attrNames users)
