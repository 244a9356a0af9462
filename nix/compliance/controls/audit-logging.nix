# That what happens is written down, kept, and brought away.
{
  config,
  lib,
  options,
  ...
}:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  settingDeviation = import ../lib/setting-deviation.nix;
  hasSecret = import ../../lib/url-secret.nix;
  cfg = config.compliance.controls.auditLogging;
  inherit (cfg._meta) enforces;
  incident = config.compliance.controls.incidentResponse or { };

  # Journald keeps nothing for longer than it is told: as long as the longest that is asked for.
  days = lib.max cfg.retentionDays (
    if incident.enable or false then incident.alertRetentionDays else 0
  );
  journal = import ../lib/journald-retention.nix {
    inherit days enforced;
    hasSettings = options.services.journald ? settings;
  };

  auditd = import ../lib/auditd-settings.nix { inherit (cfg) adminEmail; };
  hasAuditdSettings = options.security.auditd ? settings;

  # auditd knows no other place, and NixOS has nothing there.
  sendmail = "/usr/lib/sendmail";
  wrapper = config.security.wrappers.sendmail or { enable = false; };
  hasWrapper = wrapper.enable or true;
  writes = enforces "AL-02" && cfg.adminEmail != null;
  # Ours, or the host's own.
  hasSendmail =
    lib.any (lib.hasInfix " ${sendmail} ") config.systemd.tmpfiles.rules
    || lib.any (lib.hasAttr sendmail) (lib.attrValues config.systemd.tmpfiles.settings);

  checked =
    requirement: setting: value: demanded:
    lib.optionals (enforces requirement) (settingDeviation {
      control = "audit-logging";
      inherit
        requirement
        setting
        value
        demanded
        ;
    });
in
{
  imports = [
    (import ../lib/control.nix {
      id = "audit-logging";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          retentionDays = {
            type = types.ints.positive;
            default = 365;
            stricter = "larger";
            requirement = "AL-01";
            description = ''
              Days that the journal is kept for. It is `MaxRetentionSec` of journald; how much it may hold is another matter:
              unless `SystemMaxUse` is raised, it forgets what does not fit into a tenth of the disk, or into 4 GiB.
            '';
            example = 730;
          };
          forwardTo = {
            type = types.nullOr (types.strMatching "https?://[^[:space:]@]+");
            default = null;
            description = ''
              Where rule AL-03, while it is enforced, sends the journal: the address of a systemd-journal-remote or of
              VictoriaLogs. Null: another service of the host does (`nixfleet.o11y.logs`, vector, rsyslog, syslog-ng), which
              the probe looks for.
            '';
            example = "https://logs.example.com/insert/journald";
          };
          adminEmail = {
            # auditd does not start with others.
            type = types.nullOr (
              types.strMatching "[A-Za-z0-9._-]{2,}|[A-Za-z0-9._-]+@[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)+"
            );
            default = null;
            description = ''
              Whom auditd writes to when there is little room for its logs: an address or a local account of letters,
              digits, `.`, `-` and `_`. The host has to be able to send mail, with a `sendmail` as `programs.msmtp`,
              `services.nullmailer` and `services.postfix` bring it; auditd finds it at `/usr/lib/sendmail`. Null: it says so in
              the journal. When there is hardly any room it stops writing, with or without mail.
            '';
            example = "security@example.com";
          };
        };
    })
  ];

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = cfg.forwardTo == null || !hasSecret cfg.forwardTo;
            message = "compliance.controls.auditLogging.forwardTo has a password or a token in it, which everybody could read in the Nix store: take it out, or let nixfleet.o11y.logs send the journal, which shows the server a certificate (tls.clientCert).";
          }
        ];
      }
      (lib.mkIf writes {
        systemd.tmpfiles.rules =
          lib.optional hasWrapper "L+ ${sendmail} - - - - /run/wrappers/bin/sendmail";
        assertions = [
          {
            assertion = hasSendmail;
            message = "compliance.controls.auditLogging.adminEmail is ${toString cfg.adminEmail}, and this host cannot send mail, so nobody would hear of a full disk: let it have a sendmail (programs.msmtp.enable, services.nullmailer.enable, services.postfix.enable), or leave adminEmail out and watch the journal.";
          }
        ];
      })
      (lib.mkIf (enforces "AL-01") { services.journald = journal; })
      (lib.mkIf (enforces "AL-02") {
        security.auditd = {
          enable = enforced true;
        }
        // lib.optionalAttrs hasAuditdSettings { settings = lib.mapAttrs (_: enforced) auditd; };
        security.audit = {
          enable = enforced true;
          rules = [ "-a always,exit -F arch=b64 -S execve -k exec" ];
        };
        environment.etc = lib.optionalAttrs (!hasAuditdSettings) {
          "audit/auditd.conf".text = lib.concatStrings (
            lib.mapAttrsToList (name: value: "${name} = ${toString value}\n") auditd
          );
        };
      })
      (lib.mkIf (enforces "AL-03" && cfg.forwardTo != null) {
        services.journald.upload = {
          enable = enforced true;
          settings.Upload = lib.mapAttrs (_: enforced) {
            URL = cfg.forwardTo;
            # Without these it insists on a certificate of its own to show.
            ServerKeyFile = "-";
            ServerCertificateFile = "-";
            TrustedCertificateFile = "/etc/ssl/certs/ca-certificates.crt";
            NetworkTimeoutSec = "30s";
          };
        };
      })
      {
        compliance.deviations =
          checked "AL-02" "security.auditd.enable" config.security.auditd.enable true
          ++ lib.optionals (config.security.audit.enable == false) (
            checked "AL-02" "security.audit.enable" config.security.audit.enable true
          )
          ++ (
            if options.services.journald ? settings then
              checked "AL-01" "services.journald.settings.Journal.Storage"
                config.services.journald.settings.Journal.Storage
                "persistent"
            else
              checked "AL-01" "services.journald.storage" config.services.journald.storage "persistent"
          );
      }
    ]
  );
}
