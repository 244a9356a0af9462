# The kinds of options that the stubs are made of.
{ lib }:
let
  inherit (lib) mkOption types;
  option =
    type: default:
    mkOption {
      inherit type default;
      description = "Stub.";
    };
in
{
  inherit option;
  # One that has no value until it is given one.
  required =
    type:
    mkOption {
      inherit type;
      description = "Stub.";
    };
  # Of a format that is somebody else's (TOML, JSON, units' own settings): any name is right.
  attrs = option (types.attrsOf types.anything) { };
  bool = option types.bool false;
  on = option types.bool true;
  text = option types.str "";
  lines = option types.lines "";
  perhaps = type: option (types.nullOr type) null;
  list = type: option (types.listOf type) [ ];
  one = options: types.submodule { inherit options; };
  named = options: option (types.attrsOf (types.submodule { inherit options; })) { };
}
