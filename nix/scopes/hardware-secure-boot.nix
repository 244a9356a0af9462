# Secure Boot: lanzaboote signs what is booted, with keys of the machine's own. Lanzaboote's module comes from the fleet; this
# one is apart from the scope `hardware` because its options exist only beside lanzaboote's.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.hardware;
in
{
  imports = [
    ../modules/_host/persistence.nix
    ./hardware.nix
  ];

  options.nixfleet.hardware.secureBootKeys = mkOption {
    type = types.strMatching "/.+";
    default = "/etc/secureboot";
    description = ''
      Folder of the keys that sign what is booted. `sbctl create-keys` makes them there; whoever reads them can sign a
      boot loader for this machine.
    '';
    example = "/var/lib/sbctl";
  };

  config = mkIf cfg.secureBoot (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = options.boot ? lanzaboote;
            message = "nixfleet.hardware.secureBoot needs lanzaboote, which the fleet brings: add the input github:nix-community/lanzaboote, and lanzaboote.nixosModules.lanzaboote to the host's modules.";
          }
        ];

        boot.loader.systemd-boot.enable = lib.mkForce false;
        boot.loader.efi.canTouchEfiVariables = lib.mkDefault true;

        environment.systemPackages = [ pkgs.sbctl ];
        # sbctl has a folder of its own in mind; both have to mean the same keys.
        environment.etc."sbctl/sbctl.conf".text = ''
          keydir: ${cfg.secureBootKeys}/keys
          guid: ${cfg.secureBootKeys}/GUID
          files_db: ${cfg.secureBootKeys}/files.json
          bundles_db: ${cfg.secureBootKeys}/bundles.json
        '';

        nixfleet.persistence.directories = [
          {
            directory = cfg.secureBootKeys;
            mode = "0700";
          }
        ];
      }
      (lib.optionalAttrs (options.boot ? lanzaboote) {
        boot.lanzaboote = {
          enable = true;
          pkiBundle = cfg.secureBootKeys;
        };
      })
    ]
  );
}
