# Every option that the specification of scopes and compliance names is there: fleets were written for them.
{ lib, everything, ... }:
let
  below = prefix: map (name: "${prefix}.${name}");
  wanted =
    below "nixfleet.operators" [
      "primaryUser"
      "mutableUsers"
      "roleGroups"
      "rootSshKeys"
      "users"
    ]
    ++ below "nixfleet.secrets" [
      "enable"
      "identityPaths.hostKey"
      "identityPaths.userKey"
      "identityPaths.enableUserKey"
      "identityPaths.extra"
      "resolvedIdentityPaths"
    ]
    ++ below "nixfleet.backup" [
      "enable"
      "backend"
      "paths"
      "exclude"
      "schedule"
      "retention.daily"
      "retention.weekly"
      "retention.monthly"
      "healthCheck.onSuccess"
      "healthCheck.onFailure"
      "preHook"
      "postHook"
      "stateDirectory"
      "restic.repository"
      "restic.passwordFile"
      "borgbackup.repository"
      "borgbackup.passphraseFile"
      "borgbackup.encryption"
    ]
    ++ below "nixfleet.monitoring.nodeExporter" [
      "enable"
      "port"
      "openFirewall"
      "enabledCollectors"
      "disabledCollectors"
    ]
    ++ below "nixfleet.monitoring.server" [
      "enable"
      "port"
      "listenAddress"
      "retentionTime"
      "scrapeInterval"
      "targets"
      "extraScrapeConfigs"
      "alerts.enable"
      "alerts.controlPlane"
      "alerts.extraRuleFiles"
      "openFirewall"
    ]
    ++ below "nixfleet.home-manager" [
      "enable"
      "useGlobalPkgs"
      "useUserPackages"
      "backupCommand"
      "profileImports"
    ]
    ++ below "nixfleet.o11y" [
      "metrics.enable"
      "metrics.serverUrl"
      "metrics.exporters.node"
      "metrics.exporters.scaphandre"
      "logs.enable"
      "logs.serverUrl"
    ]
    ++ below "nixfleet.hardware" [
      "cpu.vendor"
      "nvidia.enable"
      "bluetooth.enable"
      "wol.enable"
      "secureBoot"
      "legacyBoot"
      "memory.zramSwap"
    ]
    ++ below "nixfleet" [
      "base.enable"
      "firewall.enable"
      "impermanence.enable"
      "impermanence.persistRoot"
      "disko.enable"
      "vpn.enable"
      "vpn.firewall.enable"
      "vpn.profiles"
      "compliance.enable"
      "compliance.evidenceDir"
      "generationLabel.enable"
      "generationLabel.showCodename"
      "distributedBuilds.enable"
      "distributedBuilds.machines"
      "terminalCompat.enable"
    ]
    ++ below "compliance.governance" [
      "enforceMode"
      "level"
      "hostType"
      "excludes"
      "architecture"
      "exceptions"
    ]
    ++ below "compliance" [
      "evidence.probes"
      "evidence.collector.enable"
      "evidence.collector.interval"
      "evidence.collector.outputDir"
      "check.enable"
      "frameworks.nis2.entityType"
      "frameworks.nis2.auditCycle"
      "frameworks.dora.criticalProvider"
      "frameworks.dora.auditCycle"
      "frameworks.iso27001.certificationScope"
      "frameworks.iso27001.auditCycle"
      "frameworks.anssi.level"
      "frameworks.anssi.category"
      "frameworks.anssi.exceptions"
    ];
in
map (name: {
  check = lib.isOption (
    lib.attrByPath (lib.splitString "." name) null everything.nixos.options
  );
  msg = "the option ${name} is there";
}) wanted
