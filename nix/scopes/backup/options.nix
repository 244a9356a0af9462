# The options of the backup scope, the same on NixOS and on macOS, and what makes no sense on either.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.backup;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };

  # Where the state of a machine is that must not be lost. Only a machine that forgets everything else has it in one place.
  impermanence = config.nixfleet.impermanence or { };
  forgets = impermanence.enable or false;
  persistRoot = impermanence.persistRoot or "/persist";
  whole =
    if config.hostSpec.isDarwin then
      [
        # `/etc` is a link there, and a link is all that would be saved.
        "/private/etc"
        "/private/var/root"
        "/Users"
      ]
    else
      [
        "/etc"
        "/home"
        "/root"
        "/var/lib"
      ];

  count =
    default: what:
    mkOption {
      type = types.ints.unsigned;
      inherit default;
      description = "How many ${what} backups are kept.";
      example = 12;
    };
  hook =
    what:
    mkOption {
      type = types.lines;
      default = "";
      description = "Shell commands to run ${what}. When they fail, so does the backup.";
      example = "systemctl stop grafana";
    };
  ping =
    what:
    mkOption {
      type = types.nullOr (types.strMatching "https?://.+");
      default = null;
      description = ''
        Address to call when a backup or a verification ${what}. That it cannot be reached is no failure. It is in the Nix
        store and on a command line, where everybody on the machine can read it: who knows it can report in its name.
      '';
      example = "https://hc-ping.com/4f6cd5a8-0000-0000-0000-000000000000";
    };
in
{
  imports = [ ../../modules/_host/host-spec.nix ];

  options.nixfleet.backup = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the machine makes backups by itself.";
      example = true;
    };
    backend = mkOption {
      type = types.nullOr (
        types.enum [
          "restic"
          "borgbackup"
        ]
      );
      default = null;
      description = ''
        What makes the backups. Null: you do; give `systemd.services.nixfleet-backup` a `serviceConfig.ExecStart` or a
        `script`, and timer, hooks, pings and status work as with the others.
      '';
      example = "restic";
    };
    paths = mkOption {
      type = types.listOf (types.strMatching "/.*");
      default = if forgets then [ persistRoot ] else whole;
      defaultText = lib.literalMD "`nixfleet.impermanence.persistRoot` where impermanence is on; elsewhere `/etc`, `/home`, `/root` and `/var/lib` (macOS: `/private/etc`, `/private/var/root` and `/Users`)";
      description = "What is backed up.";
      example = [ "/srv" ];
    };
    exclude = mkOption {
      type = types.listOf types.str;
      default = lib.optional forgets "${persistRoot}/nix" ++ [
        "*.cache"
        "/tmp"
        "/run"
        "/dev/shm"
      ];
      defaultText = lib.literalMD "`*.cache`, `/tmp`, `/run`, `/dev/shm`, and `nix` below `persistRoot` where impermanence is on";
      description = "Patterns, as restic or Borg understands them, of what is left out.";
      example = [ "/var/lib/docker" ];
    };
    schedule = mkOption {
      type = types.strMatching ".+";
      default = "daily";
      description = ''
        When backups are made: a calendar expression of systemd (see systemd.time(7)), on Linux up to an hour later so that
        a fleet does not come all at once. On macOS one of `hourly`, `daily`, `weekly`, `monthly`, `03:00`,
        `Mon,Thu 03:00`, `Mon..Fri 03:00`, `*-*-01 03:00` and `*:15`.
      '';
      example = "*-*-* 03:00:00";
    };
    retention = {
      daily = count 7 "daily";
      weekly = count 4 "weekly";
      monthly = count 6 "monthly";
    };
    healthCheck.onSuccess = ping "went well";
    healthCheck.onFailure = ping "failed";
    preHook = hook "before each backup";
    postHook = hook "after each backup that went well";
    stateDirectory = mkOption {
      type = types.strMatching "/.+";
      default = "/var/lib/nixfleet-backup";
      description = "Folder of the backup's own state: `status.json` and `verify.json`, which say how the last run ended, and caches.";
      example = "/var/lib/backup-state";
    };
    lockWait = mkOption {
      type = types.ints.unsigned;
      default = 3600;
      description = "Seconds to wait while another machine works on the same repository.";
      example = 600;
    };
    bandwidthLimit = mkOption {
      type = types.nullOr types.ints.positive;
      default = null;
      description = "How many KiB a second may be sent. Null: as many as can be.";
      example = 2048;
    };
    verify = {
      enable = mkOption {
        type = types.bool;
        default = cfg.backend != null;
        defaultText = lib.literalExpression "backend != null";
        description = ''
          Whether the repository is checked from time to time, and a file that changed with the last backup is restored from
          it and compared. How that ended is in `verify.json`.
        '';
        example = false;
      };
      schedule = mkOption {
        type = types.strMatching ".+";
        default = "weekly";
        description = "When that is done; written as `schedule` is.";
        example = "monthly";
      };
      readPercent = mkOption {
        type = types.ints.between 0 100;
        default = 5;
        description = "How much of the data is read again and compared with its checksums, in percent (restic only).";
        example = 100;
      };
    };
    restic = {
      repository = mkOption {
        type = types.str;
        default = "";
        description = "Repository, as restic writes it. It is world-readable in the Nix store: names and passwords belong in `environmentFile`.";
        example = "sftp:backup@nas.example.org:/backups/web-01";
      };
      passwordFile = mkOption {
        type = types.either (types.enum [ "" ]) secretPath;
        default = "";
        description = "File on the machine with the repository's password.";
        example = "/run/secrets/restic-password";
      };
      environmentFile = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "File on the machine with `NAME=value` lines: what restic needs to log in (`AWS_ACCESS_KEY_ID`, `RESTIC_REST_PASSWORD`).";
        example = "/run/secrets/restic.env";
      };
    };
    borgbackup = {
      repository = mkOption {
        type = types.str;
        default = "";
        description = "Repository, as Borg writes it.";
        example = "ssh://backup@nas.example.org/./web-01";
      };
      passphraseFile = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "File on the machine with the repository's passphrase; needed for every `encryption` but `none`.";
        example = "/run/secrets/borg-passphrase";
      };
      encryption = mkOption {
        type = types.enum [
          "none"
          "authenticated"
          "authenticated-blake2"
          "repokey"
          "repokey-blake2"
          "keyfile"
          "keyfile-blake2"
        ];
        default = "repokey";
        description = ''
          How a new repository is encrypted. With `keyfile` the key is in `stateDirectory` alone: keep a copy elsewhere
          (`borg key export`), without it the backups are lost with the machine.
        '';
        example = "repokey-blake2";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions =
      let
        hasSecret = import ../../lib/repository-secret.nix;
        repository = cfg.${cfg.backend}.repository;
      in
      lib.optionals (cfg.backend != null) [
        {
          assertion = repository != "";
          message = "nixfleet.backup.backend is \"${cfg.backend}\", but nobody says where the backups go: set nixfleet.backup.${cfg.backend}.repository.";
        }
        {
          assertion = !hasSecret repository;
          message = "nixfleet.backup.${cfg.backend}.repository holds a password or a token (or the name that may be one), which everybody could read in the Nix store: take it out and give it in a file (nixfleet.backup.restic.environmentFile with RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD, or an SSH key).";
        }
        {
          assertion = cfg.paths != [ ];
          message = "nixfleet.backup.paths is empty, so there is nothing to back up: name what must not be lost, or set nixfleet.backup.enable to false.";
        }
        {
          assertion = cfg.retention.daily + cfg.retention.weekly + cfg.retention.monthly > 0;
          message = "nixfleet.backup.retention keeps no backup at all: set daily, weekly or monthly above 0.";
        }
      ]
      ++ lib.optional (cfg.backend == "restic") {
        assertion = cfg.restic.passwordFile != "";
        message = "nixfleet.backup.backend is \"restic\", which encrypts everything: set nixfleet.backup.restic.passwordFile to a file on the machine with the password.";
      }
      ++ lib.optional (cfg.backend == "borgbackup") {
        assertion = cfg.borgbackup.passphraseFile != null || cfg.borgbackup.encryption == "none";
        message = "nixfleet.backup.borgbackup.encryption is \"${cfg.borgbackup.encryption}\", but there is no passphrase: set nixfleet.backup.borgbackup.passphraseFile, or encryption to \"none\" if everybody who reaches the repository may read it.";
      };
  };
}
