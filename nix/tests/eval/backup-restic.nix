{ hosts, lib, ... }:
let
  inherit (hosts.backup-restic-test) config;
  inherit (config.nixfleet) backup;
  inherit (config.systemd) services timers;
  service = services.nixfleet-backup;
  command = service.serviceConfig.ExecStart;
in
[
  {
    check = backup.enable && backup.backend == "restic";
    msg = "backups are made with restic";
  }
  {
    check = service.environment.RESTIC_REPOSITORY == backup.restic.repository;
    msg = "restic is told the repository";
  }
  {
    check = service.environment.RESTIC_PASSWORD_FILE == "/run/secrets/restic-password";
    msg = "restic reads the password from its file";
  }
  {
    check = builtins.any (package: lib.getName package == "restic") config.environment.systemPackages;
    msg = "an operator has restic at hand";
  }
  {
    check = lib.hasInfix "\"backup\" \"--host=backup-restic-test\"" command;
    msg = "snapshots have the host's name";
  }
  {
    check =
      lib.hasInfix "\"--exclude=*.cache\"" command
      && lib.hasInfix "\"--keep-daily=7\" \"--keep-monthly=6\" \"--keep-weekly=4\"" command;
    msg = "what is left out and what is kept is as the options say";
  }
  {
    check = service.onFailure == [ "nixfleet-backup-failure.service" ];
    msg = "a failure is told";
  }
  {
    check = lib.hasInfix "of=100%%" services.nixfleet-backup-failure.serviceConfig.ExecStart;
    msg = "systemd expands nothing in the address to call";
  }
  {
    check = timers.nixfleet-backup-verify.timerConfig.OnCalendar == "weekly";
    msg = "every week it is proved that a backup can be restored";
  }
  {
    check =
      lib.hasSuffix "\"verify\" \"backup-restic-test\" \"5\"" services.nixfleet-backup-verify.serviceConfig.ExecStart;
    msg = "the proof reads a part of the data";
  }
  {
    check =
      service.serviceConfig.StateDirectory == "nixfleet-backup"
      && service.serviceConfig.StateDirectoryMode == "0700";
    msg = "only root reads the state";
  }
  {
    check = config.system.build.toplevel != "";
    msg = "the host is a whole system";
  }
]
