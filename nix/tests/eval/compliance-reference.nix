# The host of docs/compliance.md, "A host made of our parts": under the strictest NIS2 nothing is left to warn of, and all that a
# configuration can do for evidence is done by role, template and scopes.
{
  lib,
  mkHost,
  scopes,
  ...
}:
let
  compliance = import ../../lib/compliance-modules.nix { inherit lib; };
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice@example.org";
  inherit
    ((mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      stateVersion = "25.11";
      self = {
        rev = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
        lastModifiedDate = "20260701120000";
        inputs.nixpkgs.lastModified = 1782900000;
      };
      modules = [
        scopes.roles.server
        scopes.backup
        (scopes.disk-templates.luks-btrfs-impermanence { disk = "/dev/nvme0n1"; })
        compliance.compliance
        {
          nixfleet = {
            compliance.enable = true;
            impermanence.enable = true;
            operators = {
              rootSshKeys = [ key ];
              users.alice = {
                isAdmin = true;
                sshAuthorizedKeys = [ key ];
              };
            };
            backup = {
              enable = true;
              backend = "restic";
              restic = {
                repository = "sftp:backup@nas.example.org:/backups/web-01";
                passwordFile = "/run/secrets/restic-password";
              };
            };
            o11y.logs = {
              enable = true;
              serverUrl = "https://logs.example.org:19532";
            };
            o11y.metrics.serverUrl = "https://metrics.example.org/api/v1/write";
          };
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.example.org:8080";
          };
          compliance.frameworks.nis2 = {
            enable = true;
            entityType = "essential";
          };
        }
      ];
    }))
    config
    ;
  report = config.system.build.complianceReport."org.nixfleet.compliance.v1";
  settings = builtins.fromJSON config.environment.etc."nixfleet/compliance.json".text;
  told = control: config.compliance.controls.${control}._meta.probe;
  failed = map (each: each.message) (lib.filter (each: !each.assertion) config.assertions);
in
[
  {
    check = failed == [ ] && config.warnings == [ ];
    msg = "nothing is refused and nothing is warned of (${toString (failed ++ config.warnings)})";
  }
  {
    check = report.deviations == [ ];
    msg = "nothing is looser than demanded";
  }
  {
    check = settings.signingKey == "/etc/ssh/ssh_host_ed25519_key" && settings.revision != null;
    msg = "evidence is signed, and of a known revision";
  }
  {
    check =
      let
        backup = told "backupRetention";
      in
      backup.keptDays >= backup.retentionDays && config.nixfleet.backup.verify.schedule == "daily";
    msg = "backups are kept as long, and proven as often, as is demanded";
  }
  {
    check = config.services.journald.upload.enable && config.security.auditd.enable;
    msg = "what happens is written down, and brought away";
  }
  {
    check = config.networking.nftables.enable && config.boot.tmp.useTmpfs;
    msg = "there is a firewall, and /tmp is in memory";
  }
  {
    check = (told "supplyChain").inputs != { } && config.compliance.evidence.sbom.enable;
    msg = "it is known what the host is made of";
  }
]
