# The parameters of the disk templates, checked before a disk is named in a configuration that will format it: an unknown
# one is refused, for behind a misspelt `disk` waits the default, and that is another disk.
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    isBool
    isInt
    isString
    listToAttrs
    match
    toJSON
    ;

  matches = pattern: value: isString value && match pattern value != null;
  size = matches "[1-9][0-9]*[KMGT]";

  known = {
    disk = {
      default = "/dev/vda";
      # By path and not by name alone: what is formatted has to be unmistakable.
      holds =
        value: matches "/dev/[^[:space:]]*[^[:space:]/]" value && match ".*/\\.\\.(/.*)?" value == null;
      wanted = "the path of a whole disk below /dev, as \"/dev/nvme0n1\" or \"/dev/disk/by-id/...\"";
      read = value: value;
    };
    espSize = {
      default = "512M";
      holds = size;
      wanted = "a size with its unit, K, M, G or T, as \"512M\"";
      read = value: value;
    };
    withSwap = {
      default = false;
      holds = isBool;
      wanted = "true or false";
      read = value: value;
    };
    swapSize = {
      default = "8";
      holds = value: size value || matches "[1-9][0-9]*" value || (isInt value && value > 0);
      wanted = "a size with its unit, as \"8G\"; without a unit it is in GiB";
      read = value: if size value then value else "${toString value}G";
    };
  };
in
# template: its name; takes: names of its parameters; given: what the fleet says.
{
  template,
  takes,
  given,
}:
let
  strangers = filter (name: !elem name takes) (attrNames given);
  refuse = what: throw "disk template ${template}: ${what}";

  parameter =
    name:
    let
      inherit (known.${name})
        default
        holds
        wanted
        read
        ;
      value = given.${name} or default;
    in
    if holds value then read value else refuse "${name} is ${toJSON value}, it has to be ${wanted}.";
in
if strangers != [ ] then
  refuse "there is no parameter ${concatStringsSep ", " strangers}; it takes ${concatStringsSep ", " takes}."
else
  listToAttrs (
    map (name: {
      inherit name;
      value = parameter name;
    }) takes
  )
