# Backups of a Mac with restic: the same options as on NixOS, run by launchd. What it cannot do is refused: Borg, a host's own
# program, and schedules that launchd has no words for.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.nixfleet.backup;
  command = import ./backup/command.nix { inherit config; };
  calendar = import ../lib/launchd-calendar.nix;

  script = import ./backup/script.nix { inherit pkgs; };
  launched = script "launchd";
  program = script "restic";
  record = script "record";
  hook =
    name: lines: if lines == "" then "" else "${pkgs.writeShellScript name "set -e\n${lines}"}";

  # launchd has no file with an environment: the wrapper reads it, and the values stay out of the daemon's description.
  environmentFile =
    if cfg.restic.environmentFile == null then "" else cfg.restic.environmentFile;

  daemon = kind: arguments: schedule: more: {
    path = [
      pkgs.coreutils
      pkgs.curl
      pkgs.flock
      pkgs.gnugrep
      pkgs.jq
      pkgs.openssh
      pkgs.restic
    ];
    environment =
      command.environment
      // {
        NIXFLEET_BACKUP_RECORD = "${record}";
        NIXFLEET_BACKUP_ENVIRONMENT = environmentFile;
        NIXFLEET_BACKUP_ON_SUCCESS = toString cfg.healthCheck.onSuccess;
        NIXFLEET_BACKUP_ON_FAILURE = toString cfg.healthCheck.onFailure;
      }
      // more;
    serviceConfig = {
      ProgramArguments = [
        "${launched}"
        kind
        "${program}"
      ]
      ++ arguments;
      StartCalendarInterval = calendar schedule;
      LowPriorityIO = true;
      Nice = 10;
    };
  };

  schedulable = option: schedule: {
    assertion = calendar schedule != null;
    message = "nixfleet.backup.${option} is \"${schedule}\", which launchd cannot do: write hourly, daily, weekly, monthly, 03:00, Mon,Thu 03:00, Mon..Fri 03:00, *-*-01 03:00 or *:15.";
  };
in
{
  imports = [ ./backup/options.nix ];

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.backend == "restic";
        message = "nixfleet.backup.backend is ${builtins.toJSON cfg.backend}; on macOS only restic is known: set it to \"restic\".";
      }
      (schedulable "schedule" cfg.schedule)
    ]
    ++ lib.optional cfg.verify.enable (schedulable "verify.schedule" cfg.verify.schedule);

    environment.systemPackages = mkIf (cfg.backend == "restic") [ pkgs.restic ];

    launchd.daemons = mkIf (cfg.backend == "restic") {
      nixfleet-backup = lib.mkMerge [
        { serviceConfig.Label = "org.nixfleet.backup"; }
        (daemon "status" command.backup cfg.schedule {
          NIXFLEET_BACKUP_PRE = hook "nixfleet-backup-before" cfg.preHook;
          NIXFLEET_BACKUP_POST = hook "nixfleet-backup-after" cfg.postHook;
        })
      ];
      nixfleet-backup-verify = mkIf cfg.verify.enable (
        lib.mkMerge [
          { serviceConfig.Label = "org.nixfleet.backup-verify"; }
          (daemon "verify" command.verify cfg.verify.schedule { })
        ]
      );
    };
  };
}
