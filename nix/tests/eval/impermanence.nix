{
  lib,
  mkHost,
  scopes,
  hosts,
  ...
}:
let
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice@test";
  host =
    role: more:
    (mkHost {
      hostName = "wiped";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.${role}
        {
          nixfleet.impermanence.enable = true;
          nixfleet.operators = {
            rootSshKeys = [ key ];
            users.alice.sshAuthorizedKeys = [ key ];
          };
          services.openssh.hostKeys = [ { path = "/etc/ssh/ssh_host_rsa_key"; } ];
        }
        more
      ];
    }).config;
  server = host "server" { };
  elsewhere = host "server" {
    nixfleet.impermanence = {
      persistRoot = "/keep";
      keepOldRootsDays = 7;
    };
  };
  # sshd has another key than the initrd shows.
  unlocked = host "server" {
    services.openssh.hostKeys = lib.mkForce [ { path = "/etc/ssh/ssh_host_ed25519_key"; } ];
    boot.initrd.network.ssh = {
      enable = true;
      hostKeys = [
        "/etc/ssh/ssh_host_rsa_key"
        "/etc/secrets/initrd/key"
      ];
    };
  };
  workstation = host "workstation" { };
  homeless = host "workstation" { nixfleet.impermanence.keepHomes = false; };
  # Whose account is the host's own matter and no operator's.
  ofBob =
    role: more:
    (mkHost {
      hostName = "bobs";
      platform = "x86_64-linux";
      hostSpec.userName = "bob";
      modules = [
        scopes.roles.${role}
        {
          nixfleet.impermanence.enable = true;
          users.users.bob = {
            isNormalUser = true;
            home = "/home/bob";
            group = "users";
            openssh.authorizedKeys.keys = [ key ];
          };
          users.users.robot = {
            isSystemUser = true;
            home = "/var/lib/robot";
          };
          users.users.nowhere = {
            isNormalUser = true;
            home = "/var/empty";
          };
        }
        more
      ];
    }).config;
  scripted = host "server" { boot.initrd.systemd.enable = false; };
  root = more: bootedBy { boot.loader.systemd-boot.enable = true; } more;
  bootedBy =
    boot: more:
    host "server" {
      imports = [ boot ];
      fileSystems."/" = {
        device = "/dev/disk/by-partlabel/disk-disk0-root";
        fsType = "btrfs";
        options = [ "subvol=@root" ];
      }
      // more;
    };
  mountedAt = path: options: {
    fileSystems.${path} = {
      device = "/dev/disk/by-partlabel/disk-disk0-root";
      fsType = "btrfs";
      inherit options;
    };
  };
  byGrub =
    modules:
    failed (bootedBy { imports = [ { boot.loader.grub.enable = true; } ] ++ modules; } { });
  # Ours: these hosts have no boot loader, which NixOS refuses too.
  failed =
    config:
    lib.filter (lib.hasInfix "nixfleet.impermanence") (
      map (each: each.message) (lib.filter (each: !each.assertion) config.assertions)
    );

  kept = config: config.environment.persistence."/persist";
  # The impermanence module makes a set of each, its stub leaves them as they are.
  files = config: map (each: each.file or each) (kept config).files;
  directories = config: map (each: each.directory) (kept config).directories;
  unit = server.boot.initrd.systemd.services.nixfleet-wipe-root;
  claim = msg: check: { inherit check msg; };
in
[
  (claim "what a machine is known by is kept" (
    lib.all (file: lib.elem file (files server)) [
      "/etc/machine-id"
      "/etc/ssh/ssh_host_rsa_key"
      "/etc/ssh/ssh_host_rsa_key.pub"
      "/etc/ssh/ssh_host_ed25519_key"
      "/etc/ssh/ssh_host_ed25519_key.pub"
    ]
  ))
  (claim "no file and no directory is kept twice" (
    lib.all (host: lib.allUnique (files host) && lib.allUnique (directories host)) [
      server
      unlocked
    ]
  ))
  (claim "nor is a host key lost that the initrd shows and sshd has no more" (
    lib.elem "/etc/ssh/ssh_host_rsa_key" (files unlocked)
    && !(lib.elem "/etc/secrets/initrd/key" (files unlocked))
  ))
  (claim "logs, users' numbers and what systemd keeps are kept" (
    lib.all (directory: lib.elem directory (directories server)) [
      "/etc/nixos"
      "/etc/NetworkManager/system-connections"
      "/var/lib/systemd"
      "/var/lib/nixos"
      "/var/lib/private"
      "/var/log"
    ]
  ))
  (claim "what a module wants kept is kept, with its owner" (
    let
      config = host "server" {
        nixfleet.persistence.directories = [
          {
            directory = "/var/lib/game";
            user = "game";
            mode = "0700";
          }
        ];
      };
      found = lib.findFirst (each: each.directory == "/var/lib/game") { } (kept config).directories;
    in
    found.user == "game" && found.mode == "0700"
  ))
  (claim "the agent's state outlives a boot" (
    lib.elem "/var/lib/nixfleet" (
      directories (host "server" {
        services.nixfleet-agent = {
          enable = true;
          controlPlaneUrl = "https://cp.example.org:8080";
        };
      })
    )
  ))
  (claim "a database on a disk of its own, or where things are kept, stays where it is" (
    let
      agent = dbPath: {
        services.nixfleet-agent = {
          enable = true;
          controlPlaneUrl = "https://cp.example.org:8080";
          inherit dbPath;
        };
        fileSystems."/data" = {
          device = "/dev/sdb1";
          fsType = "ext4";
        };
      };
      hasFolder = dbPath: lib.elem (dirOf dbPath) (directories (host "server" (agent dbPath)));
    in
    !hasFolder "/persist/nixfleet/state.db"
    && !hasFolder "/data/nixfleet/state.db"
    && hasFolder "/database/nixfleet/state.db"
  ))
  (claim "a server keeps no homes" (!lib.elem "/home/alice" (directories server)))
  (claim "a workstation keeps homes, as their owners'" (
    let
      home = lib.findFirst (each: each.directory == "/home/alice") { } (kept workstation).directories;
    in
    home.user == "alice" && home.mode == "0700" && (kept workstation).users == { }
  ))
  (claim "without homes the user's key is kept, as the user's" (
    let
      inherit ((kept homeless).users.alice) directories;
    in
    map (each: each.directory) directories == [ ".keys" ]
    && map (each: each.mode) directories == [ "0700" ]
    && !lib.elem "/home/alice/.keys" (map (each: each.directory) (kept homeless).directories)
  ))
  (claim "the home of somebody who is no operator is kept too, on workstations and endpoints" (
    lib.all
      (
        role:
        let
          config = ofBob role { };
          home = lib.findFirst (each: each.directory == "/home/bob") null (kept config).directories;
        in
        home != null
        && home.user == "bob"
        && home.group == "users"
        && !lib.elem "/home/bob/.keys" (directories config)
        && (kept config).users == { }
      )
      [
        "workstation"
        "endpoint"
      ]
  ))
  (claim "what is no home is kept as none" (
    let
      found = directories (ofBob "workstation" { });
    in
    !lib.elem "/var/lib/robot" found && !lib.elem "/var/empty" found
  ))
  (claim "without homes the key of somebody who is no operator is kept as theirs, below a home that stays theirs" (
    let
      config = ofBob "workstation" { nixfleet.impermanence.keepHomes = false; };
    in
    map (each: each.directory) (kept config).users.bob.directories == [ ".keys" ]
    && !lib.elem "/home/bob/.keys" (directories config)
  ))
  (claim "of somebody whose account is not declared nothing is kept: it would come to lie below a home of root's" (
    let
      config = ofBob "endpoint" { hostSpec.userName = lib.mkForce "ghost"; };
    in
    lib.filter (lib.hasPrefix "/home/ghost") (directories config) == [ ]
    && !((kept config).users ? ghost)
    && lib.elem "/persist/home/ghost/.keys/id_ed25519" config.nixfleet.secrets.resolvedIdentityPaths
  ))
  (claim "all of it lies where the host says" (
    lib.attrNames elsewhere.environment.persistence == [ "/keep" ]
    && elsewhere.fileSystems."/keep".neededForBoot
    && elsewhere.nixfleet.secrets.resolvedIdentityPaths == [ "/keep/etc/ssh/ssh_host_ed25519_key" ]
  ))
  (claim "it is mounted before what is kept is put in place" server.fileSystems."/persist".neededForBoot)

  (claim "a machine that runs already moves what it has to where it is kept, before that is put in its place" (
    let
      scripts = elsewhere.system.activationScripts;
    in
    lib.hasInfix " /keep /etc/" scripts.nixfleet-keep-files.text
    && lib.elem "createPersistentStorageDirs" scripts.nixfleet-keep-files.deps
    && lib.elem "nixfleet-keep-files" scripts.persist-files.deps
  ))

  (claim "the wipe comes after the disk is there and what was hibernated is resumed, before the root is mounted" (
    lib.elem "sysroot.mount" unit.before
    && lib.elem "initrd-root-device.target" unit.after
    && lib.elem "systemd-hibernate-resume.service" unit.after
    && lib.elem "initrd.target" unit.wantedBy
    && !unit.unitConfig.DefaultDependencies
  ))
  (claim "the wipe runs once: leaving the emergency shell starts initrd.target again, with the root mounted" (
    unit.serviceConfig.RemainAfterExit && unit.unitConfig.ConditionPathIsMountPoint == "!/sysroot"
  ))
  (claim "the wipe is told the device of the root and for how long" (
    lib.hasInfix "set -- /dev/disk/by-partlabel/disk-disk0-root 30" (root { })
      .boot.initrd.systemd.services.nixfleet-wipe-root.script
  ))
  (claim "old roots stay for as long as the host says" (
    lib.hasInfix " 7\n" elsewhere.boot.initrd.systemd.services.nixfleet-wipe-root.script
  ))
  (claim "the systemd initrd is told nothing for the scripted one, which it would refuse" (
    !lib.hasInfix "nixfleet" server.boot.initrd.postResumeCommands
  ))
  (claim "the scripted initrd wipes too, in a shell of its own" (
    lib.hasInfix "sh -s -- " scripted.boot.initrd.postResumeCommands
    && lib.hasInfix "\nNIXFLEET_WIPE_ROOT\n" scripted.boot.initrd.postResumeCommands
  ))
  (claim "a root of btrfs templates is taken" (
    failed (root { }) == [ ] && failed (root { options = [ "subvol=/@root" ]; }) == [ ]
  ))
  (claim "another root is refused, with what it is" (
    lib.any (lib.hasInfix "ext4 on /dev/sda1") (
      failed (root {
        device = "/dev/sda1";
        fsType = "ext4";
        options = [ ];
      })
    )
    && failed (root { options = [ "subvol=@" ]; }) != [ ]
  ))
  (claim "a root that is mounted by a number or by two names is refused: no new one would come by it" (
    lib.all (options: failed (root { inherit options; }) != [ ]) [
      [
        "subvol=@root"
        "subvolid=256"
      ]
      [ "subvol=@root,subvolid=256" ]
      [
        "subvol=@root"
        "subvol=@other"
      ]
    ]
    && failed (root { options = [ "noatime,subvol=@root" ]; }) == [ ]
  ))

  (claim "a boot loader that reads a root which is wiped is refused, with what to do" (
    let
      messages = byGrub [ ];
    in
    lib.length messages == 1
    && lib.all (what: lib.hasInfix what (lib.head messages)) [
      "/boot"
      "@boot"
      "docs/nix/impermanence.md"
    ]
  ))
  (claim "one that reads a /boot of its own is taken" (
    byGrub [ (mountedAt "/boot" [ "subvol=@boot" ]) ] == [ ]
  ))
  (claim "an EFI partition below /boot, and a folder that is mounted there, are none" (
    byGrub [ (mountedAt "/boot/efi" [ ]) ] != [ ] && byGrub [ (mountedAt "/boot" [ "bind" ]) ] != [ ]
  ))
  (claim "each place of GRUB has to be kept" (
    let
      mirrored = {
        boot.loader.grub.mirroredBoots = [
          {
            devices = [ "/dev/sda" ];
            path = "/boot";
          }
          {
            devices = [ "/dev/sdb" ];
            path = "/boot2/grub";
          }
        ];
      };
      boot = mountedAt "/boot" [ ];
    in
    lib.any (lib.hasInfix "and /boot2/grub, from") (
      byGrub [
        mirrored
        boot
      ]
    )
    &&
      byGrub [
        mirrored
        boot
        (mountedAt "/boot2" [ ])
      ] == [ ]
  ))
  (claim "U-Boot reads /boot, too" (
    failed (bootedBy {
      boot.loader.grub.enable = false;
      boot.loader.generic-extlinux-compatible.enable = true;
    } { }) != [ ]
  ))

  (claim "a host of the test fleet has it" (hosts.web-01.config.environment.persistence ? "/persist"))
  (claim "without it nothing is kept and nothing wiped" (
    hosts.srv-01.config.environment.persistence == { }
    && !(hosts.srv-01.config.boot.initrd.systemd.services ? nixfleet-wipe-root)
  ))
]
