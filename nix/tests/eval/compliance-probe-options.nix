# What probes are told of the fleet and the host while it is built.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  catalogue = import ../../compliance/lib/catalogue.nix;
  config =
    host
      (map (id: "controls.${id}") (lib.attrNames catalogue.controls))
      [
        ../../scopes/backup.nix
        {
          compliance.controls = lib.mapAttrs' (
            _: control: lib.nameValuePair control.option { enable = true; }
          ) catalogue.controls;
          nixfleet.backup = {
            enable = true;
            backend = "restic";
            stateDirectory = "/var/lib/saved";
            restic = {
              repository = "/srv/backup";
              passwordFile = "/run/secrets/restic";
            };
          };
        }
      ];
  told = id: config.compliance.controls.${catalogue.controls.${id}.option}._meta.probe;
  facts = import ../../compliance/lib/backup-facts.nix;
in
[
  {
    check = (told "change-management").fleetDate == "20260701120000";
    msg = "change-management is told of the fleet's date";
  }
  {
    check = (told "change-management").configurationRevision == "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    msg = "and its revision";
  }
  {
    check = (told "supply-chain").inputs == { nixpkgs = 1782900000; };
    msg = "supply-chain is told when the inputs of the fleet's flake were changed";
  }
  {
    check = (told "supply-chain").sbomFile == "/var/lib/nixfleet-compliance/sbom.json";
    msg = "and where the bill of materials is";
  }
  {
    check = (told "vulnerability-mgmt").nixpkgsDate == "20260115";
    msg = "vulnerability-mgmt is told of which day nixpkgs is";
  }
  {
    # Enforced: twelve months of 365/12 days.
    check = (told "backup-retention").keptDays == 365;
    msg = "backup-retention is told how long backups are kept";
  }
  {
    check = (told "backup-retention").statusFile == "/var/lib/saved/status.json";
    msg = "and where it stands how they went";
  }
  {
    check = (facts { }).keptDays == null && (facts { enable = false; }).keptDays == null;
    msg = "nothing is claimed of backups that nobody knows";
  }
  {
    check = (told "encryption-in-transit").certificates == [ "/var/lib/acme/*/cert.pem" ];
    msg = "certificates of ACME are looked for";
  }
  {
    check = (told "access-control").idleTimeoutMinutes == 30;
    msg = "options go by their own names";
  }
  {
    check = config.compliance.evidence.sbom.enable;
    msg = "supply-chain has the bill of materials made";
  }
  {
    check = config.nix.settings.keep-outputs && config.nix.gc.options == "";
    msg = "disaster-recovery keeps what was built, and deletes no generation for its age";
  }
  {
    check = lib.hasInfix "--delete-generations +5" config.systemd.services.nix-gc.preStart;
    msg = "but all above as many as are demanded";
  }
  {
    check =
      let
        other = host [ "controls.disaster-recovery" ] [
          {
            compliance.controls.disasterRecovery.enable = true;
            nix.gc.options = "--delete-older-than 7d";
          }
        ];
      in
      !(other.systemd.services ? nix-gc)
      && lib.hasInfix "nix.gc.options is \"--delete-older-than 7d\"" (lib.concatStringsSep "\n" other.warnings);
    msg = "a host that deletes by age itself is warned";
  }
]
