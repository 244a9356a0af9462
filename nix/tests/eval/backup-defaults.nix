{ hosts, lib, ... }:
let
  inherit (hosts.infra-test) config;
  inherit (config.nixfleet) backup;
  plain = hosts.backup-restic-test.config.nixfleet.backup;
  # A machine that forgets, with a backend of ours.
  forgetful =
    (hosts.infra-test.extendModules {
      modules = [
        {
          nixfleet.backup = {
            backend = lib.mkForce "restic";
            restic.repository = "/backup";
            restic.passwordFile = "/run/secrets/restic-password";
          };
        }
      ];
    }).config.systemd.services.nixfleet-backup.serviceConfig.ExecStart;
  excluded = path: lib.hasInfix "\"--exclude=${path}\"" forgetful;
  elsewhere =
    hosts.backup-restic-test.config.systemd.services.nixfleet-backup.serviceConfig.ExecStart;
  service = config.systemd.services.nixfleet-backup;
  timer = config.systemd.timers.nixfleet-backup;
  kept = map (each: each.directory) config.nixfleet.persistence.directories;
in
[
  {
    check = backup.enable;
    msg = "backups are on";
  }
  {
    check =
      backup.retention == {
        daily = 7;
        weekly = 4;
        monthly = 6;
      };
    msg = "7 daily, 4 weekly and 6 monthly backups are kept";
  }
  {
    check = backup.paths == [ "/persist" ] && builtins.elem "/persist/nix" backup.exclude;
    msg = "a machine that forgets everything else backs up what persists";
  }
  {
    check =
      builtins.all (path: excluded path) [
        "/var/lib/nixfleet-backup/cache"
        "/persist/var/lib/nixfleet-backup/cache"
        "/persist/var/lib/nixfleet-backup/borg"
      ]
      && !(lib.hasInfix "persist" elsewhere);
    msg = "the backup leaves out its own cache, under both names that it has on a machine that forgets";
  }
  {
    check =
      plain.paths == [
        "/etc"
        "/home"
        "/root"
        "/var/lib"
      ]
      && !(builtins.any (lib.hasPrefix "/persist") plain.exclude);
    msg = "any other machine backs up what is there";
  }
  {
    check = timer.timerConfig.OnCalendar == "*-*-* 03:00:00" && timer.timerConfig.Persistent;
    msg = "the timer has the schedule, and makes up for what was missed";
  }
  {
    check = lib.hasInfix "hc-ping.example.org/infra-test" service.postStart;
    msg = "success is told";
  }
  {
    check = lib.hasSuffix "\"status\"" service.serviceConfig.ExecStopPost;
    msg = "how it ended is written down whether it went well or not";
  }
  {
    check = service.onFailure == [ ] && !(config.systemd.services ? nixfleet-backup-failure);
    msg = "nobody asked to be told of failures";
  }
  {
    check = !(config.systemd.services ? nixfleet-backup-verify);
    msg = "what a host's own program made cannot be verified";
  }
  {
    check = builtins.elem "/var/lib/nixfleet-backup" kept;
    msg = "the state outlives a restart";
  }
  {
    check = config.system.build.toplevel != "";
    msg = "a host that brings its own program is a whole system";
  }
]
