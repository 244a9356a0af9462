# Backups of a NixOS machine: a timer, a service that runs restic or Borg (or what the host brings), a record of how each run
# ended (also when it failed), and from time to time the proof that what was backed up can be restored.
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
  quoted = import ../lib/systemd-argument.nix;
  line = lib.concatMapStringsSep " " quoted;
  ping = url: import ../lib/ping-command.nix { inherit url; inherit (pkgs) curl; };

  package = if cfg.backend == "borgbackup" then pkgs.borgbackup else pkgs.restic;
  script = import ./backup/script.nix { inherit pkgs; };
  program = script (if cfg.backend == "borgbackup" then "borg" else "restic");
  record = script "record";

  timer = description: schedule: {
    inherit description;
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnCalendar = schedule;
      Persistent = true;
      RandomizedDelaySec = "1h";
    };
  };

  # systemd makes the folder where it may; elsewhere tmpfiles does.
  isState = lib.hasPrefix "/var/lib/" cfg.stateDirectory;
  service = name: kind: {
    after = [ "network-online.target" ];
    wants = [ "network-online.target" ];
    path = [
      pkgs.coreutils
      pkgs.gnugrep
      pkgs.jq
      pkgs.openssh
      pkgs.util-linux
    ]
    ++ lib.optional (cfg.backend != null) package;
    environment = {
      NIXFLEET_BACKUP_STATE = cfg.stateDirectory;
      NIXFLEET_BACKUP_HOST = config.hostSpec.hostName;
      NIXFLEET_BACKUP_OUTCOME = "/run/${name}/outcome";
    }
    // lib.optionalAttrs (command != null) command.environment;
    onFailure = lib.optional (cfg.healthCheck.onFailure != null) "nixfleet-backup-failure.service";
    serviceConfig = {
      Type = "oneshot";
      # Runs however the service ended, and knows how.
      ExecStopPost = line [
        record
        kind
      ];
      RuntimeDirectory = name;
      UMask = "0077";
      Nice = 10;
      IOSchedulingPriority = 7;
    }
    // lib.optionalAttrs isState {
      StateDirectory = lib.removePrefix "/var/lib/" cfg.stateDirectory;
      StateDirectoryMode = "0700";
    }
    // lib.optionalAttrs (cfg.backend == "restic" && cfg.restic.environmentFile != null) {
      EnvironmentFile = cfg.restic.environmentFile;
    };
  };

  told = lib.optionalString (cfg.healthCheck.onSuccess != null) ''
    ${lib.escapeShellArgs (ping cfg.healthCheck.onSuccess)} || true
  '';

  given = config.systemd.services.nixfleet-backup;
in
{
  imports = [
    ../modules/_host/persistence.nix
    ./backup/options.nix
  ];

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.backend != null || given.serviceConfig ? ExecStart || (given.script or "") != "";
        message = "nixfleet.backup is on without a backend, and nothing says what to run: set nixfleet.backup.backend to \"restic\" or \"borgbackup\", or give systemd.services.nixfleet-backup a serviceConfig.ExecStart or a script.";
      }
      {
        assertion = cfg.verify.enable -> cfg.backend != null;
        message = "nixfleet.backup.verify is on, but only restic and Borg can be verified here: set nixfleet.backup.backend, or nixfleet.backup.verify.enable to false.";
      }
    ];

    environment.systemPackages = lib.optional (cfg.backend != null) package;

    systemd.services = {
      nixfleet-backup = lib.mkMerge [
        (service "nixfleet-backup" "status")
        {
          description = "Back up ${lib.concatStringsSep ", " cfg.paths}";
          preStart = cfg.preHook;
          postStart = cfg.postHook + told;
        }
        (mkIf (cfg.backend != null) {
          serviceConfig.ExecStart = line ([ program ] ++ command.backup);
        })
      ];
      nixfleet-backup-verify = mkIf cfg.verify.enable (
        lib.mkMerge [
          (service "nixfleet-backup-verify" "verify")
          {
            description = "Verify that the backups can be restored";
            serviceConfig.ExecStart = line ([ program ] ++ command.verify);
          }
        ]
      );
      nixfleet-backup-failure = mkIf (cfg.healthCheck.onFailure != null) {
        description = "Tell that a backup failed";
        serviceConfig = {
          Type = "oneshot";
          ExecStart = line (ping cfg.healthCheck.onFailure);
        };
      };
    };

    systemd.timers = {
      nixfleet-backup = timer "When to back up" cfg.schedule;
      nixfleet-backup-verify = mkIf cfg.verify.enable (
        timer "When to verify backups" cfg.verify.schedule
      );
    };

    systemd.tmpfiles.rules = mkIf (!isState) [ "d ${cfg.stateDirectory} 0700 root root -" ];

    nixfleet.persistence.directories = [
      {
        directory = cfg.stateDirectory;
        mode = "0700";
      }
    ];
  };
}
