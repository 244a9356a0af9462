# NixOS: units. What stands in a section of a unit file is systemd's own, and any name is right.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    bool
    lines
    list
    named
    on
    one
    option
    ;

  # One value, or lists that add up; not both.
  setting = lib.mkOptionType {
    name = "systemd option";
    merge =
      where: given:
      let
        values = map (each: each.value) (lib.filterOverrides given);
      in
      if builtins.all builtins.isList values then
        lib.concatLists values
      else if builtins.any builtins.isList values then
        throw "${lib.showOption where} is a list in one place and a value in another."
      else
        lib.mergeEqualOption where (lib.filterOverrides given);
  };
  section = option (types.attrsOf setting) { };
  unitName = types.strMatching "[a-zA-Z0-9@%:_.\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)";
  units = list unitName;

  unit = {
    enable = on;
    description = option types.singleLineStr "";
    documentation = list types.str;
    after = units;
    before = units;
    wants = units;
    wantedBy = units;
    requires = units;
    requiredBy = units;
    bindsTo = units;
    partOf = units;
    conflicts = units;
    onFailure = units;
    unitConfig = section;
  };
  changing = {
    restartTriggers = list types.unspecified;
    reloadTriggers = list types.unspecified;
  };
  service =
    unit
    // changing
    // {
      environment = option (types.attrsOf (
        types.nullOr (
          types.oneOf [
            types.str
            types.path
            types.package
          ]
        )
      )) { };
      path = list (
        types.oneOf [
          types.package
          types.str
        ]
      );
      serviceConfig = section;
      script = lines;
      preStart = lines;
      postStart = lines;
      preStop = lines;
      postStop = lines;
      reload = lines;
      restartIfChanged = on;
      reloadIfChanged = bool;
      stopIfChanged = on;
      startAt = option (types.either types.str (types.listOf types.str)) [ ];
    };
  tmpfile = types.submodule {
    options = {
      mode = option types.str "-";
      user = option types.str "-";
      group = option types.str "-";
      age = option types.str "-";
      argument = option types.str "";
    };
  };
in
{ pkgs, ... }:
{
  options = {
    boot.initrd.systemd = {
      enable = on;
      services = named service;
    };
    systemd = {
      package = option types.package pkgs.systemd;
      services = named service;
      sockets = named (
        unit
        // changing
        // {
          listenStreams = list types.str;
          socketConfig = section;
        }
      );
      paths = named (unit // changing // { pathConfig = section; });
      timers = named (unit // changing // { timerConfig = section; });
      targets = named (unit // changing);
      network = {
        enable = bool;
        wait-online.enable = on;
        netdevs = named { netdevConfig = section; };
        networks = named {
          matchConfig = section;
          networkConfig = section;
          linkConfig = section;
          address = list types.str;
          dns = list types.str;
        };
      };
      tmpfiles.rules = list types.str;
      # By file, path and kind of line.
      tmpfiles.settings = option (types.attrsOf (types.attrsOf (types.attrsOf tmpfile))) { };
    };
  };
}
