# The Dock of a Mac's primary user, as it is declared. Without entries it is the user's own, and is left alone.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.local.dock;

  entry = types.submodule {
    options = {
      path = mkOption {
        type = types.strMatching "/.+";
        description = "Path of the application, the file or the folder.";
        example = "/Applications/Safari.app";
      };
      section = mkOption {
        type = types.enum [
          "apps"
          "others"
        ];
        default = "apps";
        description = "Which half of the Dock: `apps`, or `others` for files and folders.";
        example = "others";
      };
      options = mkOption {
        type = types.str;
        default = "";
        description = "Further arguments for dockutil, separated by blanks.";
        example = "--view grid --display folder";
      };
    };
  };
in
{
  options.local.dock = {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = ''
        Whether the Dock of `hostSpec.userName` is made to have exactly `local.dock.entries`. Does nothing while there are
        none: the Dock is the user's own then.
      '';
      example = false;
    };
    entries = mkOption {
      type = types.listOf entry;
      default = [ ];
      description = "What is in the Dock, in this order.";
      example = [ { path = "/Applications/Safari.app"; } ];
    };
  };

  imports = [ ../_host/host-spec.nix ];

  config = lib.mkIf (cfg.enable && cfg.entries != [ ]) {
    system.activationScripts.postActivation.text = import ./dock-script.nix {
      inherit lib;
      inherit (cfg) entries;
      user = config.hostSpec.userName;
      dockutil = "${pkgs.dockutil}/bin/dockutil";
    };
  };
}
