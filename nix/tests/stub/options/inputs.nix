# What the other inputs bring.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    attrs
    bool
    list
    named
    on
    one
    option
    perhaps
    required
    ;

  directory = types.coercedTo types.str (name: { directory = name; }) (one {
    directory = required types.str;
    user = option types.str "root";
    group = option types.str "root";
    mode = option types.str "0755";
  });
  kept = {
    directories = list directory;
    files = list (types.either types.str (types.attrsOf types.str));
  };
in
{
  # A key, as the file that it stands for is one: it is imported by mkHost and by the scope.
  disko = {
    key = "stub/disko";
    options.disko = {
      devices = {
        disk = attrs;
        lvm_vg = attrs;
        mdadm = attrs;
        nodev = attrs;
        zpool = attrs;
      };
      enableConfig = on;
    };
  };
  impermanence.options.environment.persistence = named (
    kept
    // {
      hideMounts = bool;
      users = named kept;
    }
  );
  home-manager.options.home-manager = {
    useGlobalPkgs = bool;
    useUserPackages = bool;
    backupCommand = perhaps (types.either types.str types.path);
    backupFileExtension = perhaps types.str;
    extraSpecialArgs = attrs;
    sharedModules = list types.raw;
    users = attrs;
  };
  microvm-host.options.microvm = {
    host.enable = on;
    stateDir = option types.path "/var/lib/microvms";
    vms = attrs;
  };
  treefmt.perSystem =
    { config, ... }:
    let
      treefmt = {
        type = "derivation";
        name = builtins.seq config.treefmt.pkgs.system "treefmt";
        inherit (config.treefmt.pkgs) system;
      };
    in
    {
      options.treefmt = option (types.submodule {
        freeformType = types.attrsOf types.anything;
        # As flake-parts says it of its `pkgs`, which is the real default.
        options.pkgs = option types.raw (throw "The flake does not have a `nixpkgs` input.");
      }) { };
      config.formatter = treefmt;
      config.checks = { inherit treefmt; };
    };
}
