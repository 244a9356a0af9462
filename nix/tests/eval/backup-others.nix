# Borg, a Mac, and a state folder of one's own.
{ aHost, scopes, ... }:
let
  borg = aHost {
    modules = [
      scopes.backup
      {
        nixfleet.backup = {
          enable = true;
          backend = "borgbackup";
          stateDirectory = "/srv/backup-state";
          borgbackup = {
            repository = "ssh://backup@nas.example.org/./a";
            passphraseFile = "/run/secrets/borg's passphrase";
          };
          verify.enable = false;
        };
      }
    ];
  };
  mac = aHost {
    platform = "aarch64-darwin";
    modules = [
      scopes.backupDarwin
      {
        nixfleet.backup = {
          enable = true;
          backend = "restic";
          schedule = "Mon..Fri 12:30";
          preHook = "echo before";
          restic = {
            repository = "rest:https://nas.example.org/a";
            passwordFile = "/var/secrets/restic";
          };
        };
      }
    ];
  };
  service = borg.systemd.services.nixfleet-backup;
  daemon = mac.launchd.daemons.nixfleet-backup;
in
[
  {
    check = borg.system.build.toplevel != "" && mac.system.build.toplevel != "";
    msg = "the hosts are whole systems";
  }
  {
    check = service.environment.BORG_PASSCOMMAND == "cat '/run/secrets/borg'\\''s passphrase'";
    msg = "Borg reads the passphrase from its file, whatever its name";
  }
  {
    check = service.environment.BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK == "no";
    msg = "a repository that lost its encryption is not believed";
  }
  {
    check =
      !(service.serviceConfig ? StateDirectory)
      && builtins.elem "d /srv/backup-state 0700 root root -" borg.systemd.tmpfiles.rules;
    msg = "a state folder outside /var/lib is made by tmpfiles";
  }
  {
    check = !(borg.systemd.timers ? nixfleet-backup-verify);
    msg = "verification can be turned off";
  }
  {
    check = daemon.serviceConfig.Label == "org.nixfleet.backup";
    msg = "launchd runs the backup";
  }
  {
    check =
      map (each: each.Weekday) daemon.serviceConfig.StartCalendarInterval == [
        1
        2
        3
        4
        5
      ]
      && (builtins.head daemon.serviceConfig.StartCalendarInterval).Hour == 12;
    msg = "when the schedule says";
  }
  {
    check = !(daemon.serviceConfig ? StandardOutPath) && !(daemon.serviceConfig ? StandardErrorPath);
    msg = "launchd makes no log of it, for all to read: the script has its own";
  }
  {
    check = builtins.elem "--host=a" daemon.serviceConfig.ProgramArguments;
    msg = "snapshots have the host's name";
  }
  {
    check =
      mac.nixfleet.backup.paths == [
        "/private/etc"
        "/private/var/root"
        "/Users"
      ];
    msg = "what is there on a Mac is backed up";
  }
  {
    check = mac.launchd.daemons ? nixfleet-backup-verify;
    msg = "and verified";
  }
]
