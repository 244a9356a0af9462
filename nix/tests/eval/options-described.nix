# Every option of ours says what it is: a sentence, and what a value looks like.
{ lib, everything, ... }:
let
  ours = [
    "hostSpec."
    "services.nixfleet-"
    "nixfleet."
    "compliance."
    "local.dock."
  ];
  isOurs = option: builtins.any (prefix: lib.hasPrefix prefix option.name) ours;
  isShown = option: option.visible && !option.internal && isOurs option;
  options =
    builtins.filter isShown (lib.optionAttrSetToDocList everything.nixos.options)
    ++ builtins.filter isShown (lib.optionAttrSetToDocList everything.darwin.options);
  textOf = option: lib.trim (option.description.text or (toString (option.description or "")));
  isSentence = text: builtins.match "(.|\n)*[.:)`]" text != null;
  isPlain = option: !(option.readOnly or false);
in
[
  {
    check = builtins.length options > 100;
    msg = "the options of all modules are looked at: ${toString (builtins.length options)}";
  }
]
++ map (option: {
  check = isSentence (textOf option);
  msg = "${option.name} has a description that is a sentence";
}) options
++ map (option: {
  check = option ? example;
  msg = "${option.name} has an example";
}) (builtins.filter isPlain options)
++ map (option: {
  check = option.type != "unspecified value";
  msg = "${option.name} has a type";
}) options
