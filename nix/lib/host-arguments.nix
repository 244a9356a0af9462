# The arguments of mkHost, completed with their defaults; or refused, with everything that is wrong with them at once and
# what to write instead. A typing error must end here: further in, it comes out as an error about something else.
given:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    isAttrs
    isBool
    isList
    isString
    match
    ;

  platforms = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
    "x86_64-darwin"
  ];

  required = {
    hostName = ''hostName = "web-01"'';
    platform = ''platform = "x86_64-linux"'';
  };

  defaults = {
    stateVersion = "24.11";
    hostSpec = { };
    modules = [ ];
    isVm = false;
    self = null;
    specialArgs = { };
  };

  known = attrNames (required // defaults);
  list = concatStringsSep ", ";

  # What an argument has to be. `self` is not looked at: a flake that hands itself over is still being evaluated.
  shapes = {
    hostName = {
      isRight = isString;
      shape = "a text: the host's name";
    };
    platform = {
      isRight = value: elem value platforms;
      shape = "one of ${list platforms}";
    };
    stateVersion = {
      isRight = value: isString value && match "[0-9]{2}\\.(03|05|09|11)" value != null;
      shape = ''the NixOS release that the host was first installed with, such as "25.11"'';
    };
    hostSpec = {
      isRight = isAttrs;
      shape = ''a set, such as { timeZone = "Europe/Paris"; }'';
    };
    modules = {
      isRight = isList;
      shape = "a list of modules";
    };
    isVm = {
      isRight = isBool;
      shape = "true or false";
    };
    specialArgs = {
      isRight = isAttrs;
      shape = "a set: further arguments for the modules of this host";
    };
  };

  shown =
    value:
    if isString value then
      builtins.toJSON value
    else if builtins.isFunction value then
      "a function"
    else if isAttrs value then
      "a set"
    else if isList value then
      "a list"
    else
      builtins.toJSON value;

  isDarwin = match ".*-darwin" given.platform != null;
  spec = arguments.hostSpec;

  missing = map (name: "${name} is missing: say `${required.${name}};`") (
    filter (name: !(given ? ${name})) (attrNames required)
  );
  unknown = map (name: "there is no argument `${name}`; there are ${list known}") (
    filter (name: !(elem name known)) (attrNames given)
  );
  misshapen = concatMap (
    name:
    if given ? ${name} && !(shapes.${name}.isRight given.${name}) then
      [ "${name} is ${shown given.${name}}, and has to be ${shapes.${name}.shape}" ]
    else
      [ ]
  ) (attrNames shapes);

  # Looked at when each by itself is right.
  contradictions =
    (
      if spec ? hostName && spec.hostName != given.hostName then
        [
          "hostSpec.hostName is ${shown spec.hostName}, and hostName is ${shown given.hostName}: leave hostSpec.hostName away, mkHost sets it"
        ]
      else
        [ ]
    )
    ++ (
      if spec ? isDarwin && spec.isDarwin != isDarwin then
        [ "hostSpec.isDarwin does not fit the platform ${given.platform}: leave it away, mkHost sets it" ]
      else
        [ ]
    )
    ++ (
      if arguments.isVm && isDarwin then
        [ "isVm is for NixOS, and ${given.platform} is a Mac: leave isVm away" ]
      else
        [ ]
    );

  single = missing ++ unknown ++ misshapen;
  problems = if single == [ ] then contradictions else single;

  who =
    if isString (given.hostName or null) then "mkHost, host ${shown given.hostName}" else "mkHost";
  arguments = defaults // given;
in
if !isAttrs given then
  throw "mkHost takes a set, such as { hostName = \"web-01\"; platform = \"x86_64-linux\"; }, and was given ${shown given}."
else if problems != [ ] then
  throw "\n${who}:\n${concatStringsSep "\n" (map (problem: "- ${problem}.") problems)}"
else
  arguments // { inherit isDarwin; }
