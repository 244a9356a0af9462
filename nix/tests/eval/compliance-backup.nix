# Under `backup-retention` the backup scope keeps backups for as long, and proves them as often, as is demanded.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  backedUp =
    more:
    host
      [ "controls.backup-retention" ]
      [
        ../../scopes/backup.nix
        {
          compliance.controls.backupRetention.enable = true;
          nixfleet.backup = {
            enable = true;
            backend = "restic";
            restic = {
              repository = "/srv/backup";
              passwordFile = "/run/secrets/restic";
            };
          };
        }
        more
      ];
  monthly = config: config.nixfleet.backup.retention.monthly;
  schedule = config: config.nixfleet.backup.verify.schedule;
  told = config: config.compliance.controls.backupRetention._meta.probe;

  strict = backedUp {
    compliance.controls.backupRetention = {
      retentionDays = 730;
      verifyInterval = "daily";
    };
  };
  lax = backedUp {
    compliance.controls.backupRetention = {
      retentionDays = 30;
      verifyInterval = "monthly";
    };
  };
  observed = backedUp { compliance.governance.enforceMode = "report"; };
  otherwise = backedUp { nixfleet.backup.retention.monthly = 3; };
  excused = backedUp {
    compliance.governance.exceptions."backup-retention.retention" = {
      rationale = "Nothing here lasts.";
      owner = "ops@example.org";
      expires = "2099-12-31";
    };
  };
  without = host [ "controls.backup-retention" ] [
    { compliance.controls.backupRetention.enable = true; }
  ];
in
[
  {
    check = monthly strict == 24 && (told strict).keptDays == 730 && schedule strict == "daily";
    msg = "what is demanded is what the scope does";
  }
  {
    check = monthly lax == 6 && schedule lax == "weekly" && lax.warnings == [ ];
    msg = "it never does less than by itself";
  }
  {
    check = monthly observed == 6 && (told observed).keptDays == 182;
    msg = "a host that is only looked at is left as it is";
  }
  {
    check =
      monthly otherwise == 3
      && lib.any (
        text: lib.hasInfix "nixfleet.backup.retention" text && lib.hasInfix "365 days" text
      ) otherwise.warnings;
    msg = "a host that plainly keeps less keeps less, and is warned";
  }
  {
    check = monthly excused == 6 && excused.warnings == [ ];
    msg = "an exception leaves the host alone";
  }
  {
    check = (told without).keptDays == null && (told without).recoveryTests == "/var/lib/nixfleet-compliance/recovery-tests.json";
    msg = "it needs no backup scope";
  }
]
