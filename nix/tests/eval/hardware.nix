{
  lib,
  aHost,
  scopes,
  ...
}:
let
  host =
    hardware:
    aHost {
      hostSpec.networking.interface = "enp3s0";
      modules = [
        scopes.hardware
        { nixfleet = { inherit hardware; }; }
      ];
    };
  plain = host { };
  bios = host { legacyBoot = true; };
  full = host {
    cpu.vendor = "amd";
    nvidia.enable = true;
    bluetooth.enable = true;
    wol.enable = true;
    memory.zramSwap = true;
  };
  lanzaboote.options.boot.lanzaboote = lib.mkOption {
    type = lib.types.anything;
    default = { };
    description = "Stub.";
  };
  secure = aHost {
    modules = [
      lanzaboote
      scopes.hardware
      scopes.hardware-secure-boot
      { nixfleet.hardware.secureBoot = true; }
    ];
  };
in
[
  {
    check = builtins.all (config: config.system.build.toplevel != "") [
      plain
      bios
      full
      secure
    ];
    msg = "the hosts are whole systems";
  }
  {
    check = plain.boot.loader.systemd-boot.enable && plain.boot.loader.efi.canTouchEfiVariables;
    msg = "a machine boots by UEFI when nobody says otherwise";
  }
  {
    check = plain.boot.loader.systemd-boot.configurationLimit == 10;
    msg = "old generations do not fill /boot";
  }
  {
    check =
      let
        config = aHost {
          modules = [
            scopes.hardware
            {
              boot.loader.systemd-boot.enable = false;
              boot.loader.generic-extlinux-compatible.enable = true;
            }
          ];
        };
      in
      config.system.build.toplevel != "" && !config.boot.loader.systemd-boot.enable;
    msg = "or by another boot loader of the host's choice";
  }
  {
    check = bios.boot.loader.grub.enable && !bios.boot.loader.systemd-boot.enable;
    msg = "or by GRUB from a BIOS";
  }
  {
    check =
      secure.boot.lanzaboote.enable
      && secure.boot.lanzaboote.pkiBundle == "/etc/secureboot"
      && !secure.boot.loader.systemd-boot.enable
      && builtins.any (
        each: each.directory == "/etc/secureboot" && each.mode == "0700"
      ) secure.nixfleet.persistence.directories;
    msg = "or signed, with keys that stay";
  }
  {
    check = full.hardware.cpu.amd.updateMicrocode && !full.hardware.cpu.intel.updateMicrocode;
    msg = "the processor's microcode is updated";
  }
  {
    check =
      full.hardware.nvidia.modesetting.enable
      && builtins.elem "nvidia-drm.fbdev=1" full.boot.kernelParams;
    msg = "an NVIDIA card shows something early";
  }
  {
    check =
      full.hardware.bluetooth.powerOnBoot
      && !(full.services.logind.settings.Login ? HandlePowerKey);
    msg = "Bluetooth is on, and the machine's own power key is left alone";
  }
  {
    check = lib.hasInfix "\"0005\"" full.services.udev.extraRules;
    msg = "only power keys of Bluetooth devices do nothing";
  }
  {
    check = lib.hasSuffix "-s enp3s0 wol g" full.systemd.services.wol.serviceConfig.ExecStart;
    msg = "the interface wakes the machine up";
  }
  {
    check = full.zramSwap.memoryPercent == 25 && full.services.earlyoom.freeMemThreshold == 5;
    msg = "memory is compressed before it runs out";
  }
]
