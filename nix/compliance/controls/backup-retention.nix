# That backups are made, kept and can be restored. Where they go, the host says in nixfleet.backup or elsewhere; enforced,
# nixfleet.backup keeps them for as long, and proves them as often, as is demanded.
{
  config,
  lib,
  options,
  ...
}:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  settingDeviation = import ../lib/setting-deviation.nix;
  backupFacts = import ../lib/backup-facts.nix;
  cfg = config.compliance.controls.backupRetention;
  inherit (cfg._meta) enforces;
  backup = config.nixfleet.backup or { };
  isOurs = backup.enable or false && backup.backend or null != null;
  inherit (backupFacts backup) keptDays;
  isWithinAWeek = builtins.match "daily|[1-6]d" cfg.verifyInterval != null;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "backup-retention";
      options =
        { lib, config }:
        let
          inherit (lib) types;
          facts = import ../lib/backup-facts.nix (config.nixfleet.backup or { });
        in
        {
          retentionDays = {
            type = types.ints.positive;
            default = 365;
            stricter = "larger";
            requirement = "retention";
            description = "Days that a backup has to be kept for; `keptDays` says for how many they are.";
            example = 730;
          };
          maxBackupAgeHours = {
            type = types.ints.positive;
            default = 48;
            stricter = "smaller";
            requirement = "backup-age";
            description = "How old the last backup that succeeded may be, in hours.";
            example = 26;
          };
          verifyInterval = {
            type = import ../lib/interval.nix { inherit lib; };
            default = "weekly";
            stricter = "shorter";
            requirement = "verification";
            description = "How often something has to be restored from a backup, to prove that it can be.";
            example = "monthly";
          };
          keptDays = {
            type = types.nullOr types.ints.positive;
            default = facts.keptDays;
            defaultText = lib.literalMD "what `nixfleet.backup.retention` comes to, where that is on";
            description = ''
              For how many days backups are kept. Null: nobody knows, which is a finding. Set it where something else than
              `nixfleet.backup` makes the backups.
            '';
            example = 400;
          };
          statusFile = {
            type = types.strMatching "/.+";
            default = facts.statusFile;
            defaultText = lib.literalMD "`status.json` of `nixfleet.backup`";
            description = "File that says how the last backup ended, as the backup scope writes it.";
            example = "/var/lib/backup-state/status.json";
          };
          verifyFile = {
            type = types.strMatching "/.+";
            default = facts.verifyFile;
            defaultText = lib.literalMD "`verify.json` of `nixfleet.backup`";
            description = "File that says how the last verification ended, as the backup scope writes it.";
            example = "/var/lib/backup-state/verify.json";
          };
          recoveryTests = {
            type = types.strMatching "/.+";
            default =
              config.compliance.controls.disasterRecovery.recoveryTests
                or "/var/lib/nixfleet-compliance/recovery-tests.json";
            defaultText = lib.literalExpression "config.compliance.controls.disasterRecovery.recoveryTests";
            description = "File in which whoever restored something writes it down, which proves a backup as well; described at `disasterRecovery.recoveryTests`.";
            example = "/persist/recovery-tests.json";
          };
          timers = {
            type = types.listOf (types.strMatching ".+[.]timer");
            default = [ ];
            description = "Further timers of systemd that start backups, where something else than `nixfleet.backup` makes them.";
            example = [ "postgresqlBackup.timer" ];
          };
        };
    })
  ];

  # What is not declared must not be set, not even under a condition that is false.
  config = lib.optionalAttrs (options ? nixfleet.backup) (
    lib.mkIf isOurs {
      nixfleet.backup = {
        # As many months as make the days, and never fewer than the scope keeps by itself.
        retention.monthly = lib.mkIf (enforces "retention") (
          enforced (
            lib.max options.nixfleet.backup.retention.monthly.default ((cfg.retentionDays * 12 + 364) / 365)
          )
        );
        # Each week it is done anyway.
        verify.schedule = lib.mkIf (enforces "verification" && isWithinAWeek) (enforced "daily");
      };
      compliance.deviations = lib.optionals (enforces "retention") (settingDeviation {
        control = "backup-retention";
        requirement = "retention";
        setting = "nixfleet.backup.retention";
        value = "${toString keptDays} days";
        demanded = "${toString cfg.retentionDays} days";
        isMet = cfg.keptDays != null && cfg.keptDays >= cfg.retentionDays;
      });
    }
  );
}
