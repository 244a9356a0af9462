# The machine under the system: boot loader, firmware of the processor, graphics, radio, waking up, memory. Every part is off
# but the boot loader, without which nothing starts.
{ config, lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  cfg = config.nixfleet.hardware;

  # With two of them both are installed, and which one the firmware starts is chance.
  others = lib.filter (name: config.boot.loader.${name}.enable or false) [
    "external"
    "generic-extlinux-compatible"
    "grub"
    "limine"
    "refind"
  ];
  areTwo = (config.boot.loader.systemd-boot.enable or false) && others != [ ];

  flag =
    description:
    mkOption {
      type = types.bool;
      default = false;
      example = true;
      inherit description;
    };
in
{
  imports = [
    ./hardware/bluetooth.nix
    ./hardware/nvidia.nix
    ./hardware/wake-on-lan.nix
  ];

  options.nixfleet.hardware = {
    cpu.vendor = mkOption {
      type = types.nullOr (
        types.enum [
          "amd"
          "intel"
        ]
      );
      default = null;
      description = "Who made the processor: its microcode is then updated at boot. Null: no updates, as in a virtual machine.";
      example = "amd";
    };
    secureBoot = flag ''
      Whether the machine boots with Secure Boot. Import `nixfleet.scopes.hardware-secure-boot` and lanzaboote's module beside
      it: they sign what is booted.
    '';
    legacyBoot = flag "Whether the machine boots by GRUB from a BIOS, not by UEFI.";
    memory.zramSwap = flag ''
      Whether a quarter of the memory is a compressed swap (zram), and processes are ended (earlyoom) before the machine
      stands still for want of memory: below 5 % free.
    '';
  };

  config = lib.mkMerge [
    {
      assertions = [
        {
          assertion = !(cfg.legacyBoot && cfg.secureBoot);
          message = "nixfleet.hardware.legacyBoot and nixfleet.hardware.secureBoot exclude each other: Secure Boot is a matter of UEFI. Set one of them to false.";
        }
        {
          assertion = cfg.secureBoot -> config.nixfleet.hardware ? secureBootKeys;
          message = "nixfleet.hardware.secureBoot is set, but nothing here signs what is booted, and the machine would not start: import nixfleet.scopes.hardware-secure-boot and lanzaboote.nixosModules.lanzaboote, or set it to false.";
        }
        {
          assertion = !areTwo;
          message = "The machine has two boot loaders: boot.loader.systemd-boot, which nixfleet.hardware enables, and ${
            lib.concatMapStringsSep ", " (name: "boot.loader.${name}") others
          }. To keep the latter, set boot.loader.systemd-boot.enable = false (for GRUB on a BIOS nixfleet.hardware.legacyBoot = true does it).";
        }
      ];
    }

    (mkIf (cfg.cpu.vendor != null) {
      hardware.cpu.${cfg.cpu.vendor}.updateMicrocode = mkDefault true;
    })

    (mkIf (!cfg.legacyBoot && !cfg.secureBoot) {
      boot.loader.systemd-boot.enable = mkDefault true;
      # The kernels and initrds of all generations lie on /boot: when that is full, the machine takes no new one.
      boot.loader.systemd-boot.configurationLimit = mkDefault 10;
      boot.loader.efi.canTouchEfiVariables = mkDefault true;
    })

    (mkIf cfg.legacyBoot {
      # Which disk GRUB goes to is said by the disk template (its EF02 partition) or by the host.
      boot.loader.grub.enable = mkDefault true;
      boot.loader.systemd-boot.enable = lib.mkForce false;
    })

    (mkIf cfg.memory.zramSwap {
      zramSwap = {
        enable = mkDefault true;
        algorithm = mkDefault "zstd";
        memoryPercent = mkDefault 25;
      };
      services.earlyoom = {
        enable = mkDefault true;
        freeMemThreshold = mkDefault 5;
        freeSwapThreshold = mkDefault 5;
      };
    })
  ];
}
