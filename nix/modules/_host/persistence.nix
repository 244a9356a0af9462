# What a machine whose root is wiped at every boot has to keep. Whoever owns state names it here and needs to know neither
# whether this machine keeps anything nor where: the impermanence scope does.
{ lib, ... }:
let
  inherit (lib) mkOption types;

  directory = types.submodule {
    options = {
      directory = mkOption {
        type = types.strMatching "/.+";
        description = "Path of the directory.";
        example = "/var/lib/nixfleet";
      };
      user = mkOption {
        type = types.str;
        default = "root";
        description = "Who owns it.";
        example = "nixfleet-cp";
      };
      group = mkOption {
        type = types.str;
        default = "root";
        description = "Group that owns it.";
        example = "nixfleet-cp";
      };
      mode = mkOption {
        type = types.strMatching "[0-7]{4}";
        default = "0755";
        description = "Its mode, octal.";
        example = "0700";
      };
    };
  };
in
{
  options.nixfleet.persistence = {
    directories = mkOption {
      type = types.listOf (types.coercedTo types.str (path: { directory = path; }) directory);
      default = [ ];
      description = ''
        Directories that outlive a restart of a machine whose root does not. They count when
        `nixfleet.impermanence.enable` is set, and mean nothing otherwise. What lies on a file system of its own, or below
        `nixfleet.impermanence.persistRoot`, outlives it anyway and is left where it is.
      '';
      example = [ "/var/lib/nixfleet" ];
    };
    files = mkOption {
      type = types.listOf (types.strMatching "/.+");
      default = [ ];
      description = "The same for single files.";
      example = [ "/etc/machine-id" ];
    };
  };
}
