# A root that is new at every boot. What modules want kept (nixfleet.persistence) lies below `persistRoot` and is put in
# its place at boot; the rest of yesterday's root is set aside for a while and then deleted.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.impermanence;
  # Everybody who has a home, whoever declared the account and whoever makes the home.
  hasHome = user: user.isNormalUser && (user.enable or true) && user.home != "/var/empty";
  people = lib.attrNames (lib.filterAttrs (_: hasHome) config.users.users);
  homes = lib.genAttrs people (
    name:
    let
      inherit (config.users.users.${name}) home;
    in
    if home == null then "/home/${name}" else home
  );

  kept = import ../lib/persistent-storage.nix {
    inherit (config.nixfleet.persistence) directories files;
    inherit homes;
    inherit (cfg) persistRoot;
    mounts = lib.mapAttrs' (
      _: mount: lib.nameValuePair mount.mountPoint mount.fsType
    ) config.fileSystems;
  };

  hostKeys = lib.optionals config.services.openssh.enable (
    lib.concatMap
      (path: [
        path
        "${path}.pub"
      ])
      (
        map (key: key.path) config.services.openssh.hostKeys
        ++ import ../lib/orphaned-initrd-keys.nix { inherit lib config options; }
      )
  );

  root = config.fileSystems."/" or null;
  # By the very name that the root is mounted by: a label may be there twice.
  device = if root == null then "/dev/disk/by-label/root" else root.device;
  subvolumes = lib.filter (lib.hasPrefix "subvol") (
    lib.concatMap (lib.splitString ",") root.options
  );
  # By its name and nothing else: a number means the root of the last boot, which the wipe has set aside.
  isWipeable =
    root == null
    ||
      root.fsType == "btrfs"
      && subvolumes != [ ]
      && lib.all (option: option == "subvol=@root" || option == "subvol=/@root") subvolumes;

  # What is read before the wipe, at every boot, and written only when a system is installed: never a part of the root.
  # systemd-boot and its like read the EFI partition.
  inherit (config.boot) loader;
  grubPaths = map (boot: boot.path) (loader.grub.mirroredBoots or [ ]);
  bootPaths =
    lib.optionals loader.grub.enable (if grubPaths == [ ] then [ "/boot" ] else grubPaths)
    ++ lib.optional loader.generic-extlinux-compatible.enable "/boot";
  isIn = path: mount: path == mount || lib.hasPrefix "${mount}/" path;
  # A bind mount is a folder of another file system, which GRUB does not find.
  ownMounts = map (mount: mount.mountPoint) (
    lib.filter (mount: mount.mountPoint != "/" && !lib.elem "bind" mount.options) (
      lib.attrValues config.fileSystems
    )
  );
  wipedBoots = lib.filter (path: !lib.any (isIn path) ownMounts) bootPaths;

  script = builtins.readFile ./impermanence/wipe-root.sh;
  arguments = lib.escapeShellArgs [
    device
    (toString cfg.keepOldRootsDays)
  ];
in
{
  imports = [ ../modules/_host/persistence.nix ];

  options.nixfleet.impermanence = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether the root is wiped at every boot. It has to be the btrfs subvolume `@root`, as the disk templates
        `btrfs-impermanence`, `btrfs-impermanence-bios` and `luks-btrfs-impermanence` lay it out.
      '';
      example = true;
    };
    persistRoot = mkOption {
      type = types.strMatching "/[^[:space:]]*[^/[:space:]]";
      default = "/persist";
      description = "Where what is kept lies; a file system of its own. The disk templates mount the subvolume `@persist` there.";
      example = "/keep";
    };
    keepHomes = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether the home directories of all normal users are kept. Without it all in them is gone at the next boot but what
        `nixfleet.persistence`, `environment.persistence` or Home Manager's `home.persistence` names.
      '';
      example = true;
    };
    keepOldRootsDays = mkOption {
      type = types.ints.positive;
      default = 30;
      description = "Days for which the roots of earlier boots stay in `old_roots` of the file system, for what was forgotten.";
      example = 7;
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        nixfleet.persistence = {
          directories = [
            "/etc/nixos"
            {
              directory = "/etc/NetworkManager/system-connections";
              mode = "0700";
            }
            "/var/lib/systemd"
            "/var/lib/nixos"
            # The state of every unit with a dynamic user: systemd wants the folder closed.
            {
              directory = "/var/lib/private";
              mode = "0700";
            }
            "/var/log"
          ]
          ++ lib.optionals cfg.keepHomes (
            map (name: {
              directory = homes.${name};
              user = name;
              group = config.users.users.${name}.group or "users";
              mode = "0700";
            }) people
          );
          files = [ "/etc/machine-id" ] ++ hostKeys;
        };

        environment.persistence.${cfg.persistRoot} = {
          hideMounts = true;
          inherit (kept) directories files users;
        };

        fileSystems.${cfg.persistRoot}.neededForBoot = true;

        system.activationScripts = {
          nixfleet-keep-files = {
            deps = [ "createPersistentStorageDirs" ];
            text = "${pkgs.writeShellScript "nixfleet-keep-files" (builtins.readFile ./impermanence/keep-files.sh)} ${
              lib.escapeShellArgs ([ cfg.persistRoot ] ++ kept.files)
            }";
          };
          # The impermanence module's, which refuses to put a file where there is one.
          persist-files.deps = [ "nixfleet-keep-files" ];
        };

        boot.initrd.supportedFilesystems = [ "btrfs" ];

        boot.initrd.systemd.services.nixfleet-wipe-root = {
          description = "Set aside the root of the last boot and begin with an empty one";
          wantedBy = [ "initrd.target" ];
          # After the disk is there and unlocked, and after a hibernated system would have been resumed: one that is
          # resumed must find its root as it left it.
          after = [
            "initrd-root-device.target"
            "systemd-hibernate-resume.service"
          ];
          before = [ "sysroot.mount" ];
          # Whoever leaves the emergency shell starts initrd.target again: not once more, and never with the root in use.
          unitConfig = {
            DefaultDependencies = false;
            ConditionPathIsMountPoint = "!/sysroot";
          };
          serviceConfig = {
            Type = "oneshot";
            RemainAfterExit = true;
          };
          # NixOS begins each script with `set -e`; this one answers for its failures itself.
          script = ''
            set +e
            set -- ${arguments}
            ${script}
          '';
        };

        assertions = [
          {
            assertion = isWipeable;
            message = ''
              nixfleet.impermanence.enable is set on ${config.hostSpec.hostName}, but its root is not the btrfs subvolume @root
              (fileSystems."/": ${root.fsType} on ${toString root.device}), so there is nothing that could be wiped. Take one
              of the disk templates btrfs-impermanence, btrfs-impermanence-bios and luks-btrfs-impermanence, or mount the
              root with the option "subvol=@root" and without "subvolid=".
            '';
          }
          {
            # Without a root it is refused anyway.
            assertion = root == null || wipedBoots == [ ];
            message = ''
              nixfleet.impermanence.enable is set on ${config.hostSpec.hostName}, and ${lib.concatStringsSep ", " wipedBoots}, from which
              its boot loader starts the machine, is a part of the root: the first boot would wipe it, and the second would
              end in "grub rescue". Give it a file system of its own, as the disk template btrfs-impermanence-bios does with
              the subvolume @boot. On a machine that is installed already make and mount that first
              (docs/nix/impermanence.md, "A BIOS machine whose /boot is wiped").
            '';
          }
        ];
      }

      # NixOS 26.11 drops the scripted initrd and may drop this option with it.
      (lib.optionalAttrs (options.boot.initrd ? postResumeCommands) {
        boot.initrd.postResumeCommands = lib.mkIf (!config.boot.initrd.systemd.enable) (
          lib.mkAfter ''
            # A shell of its own: that one of its commands fails must not end the boot.
            sh -s -- ${arguments} <<'NIXFLEET_WIPE_ROOT' || echo "nixfleet: the root was not wiped" >&2
            ${script}
            NIXFLEET_WIPE_ROOT
          ''
        );
      })
    ]
  );
}
