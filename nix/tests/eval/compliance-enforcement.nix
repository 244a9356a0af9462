# What is enforced is in the host: not the options of compliance, but those that sshd, the kernel, auditd and journald get.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  catalogue = import ../../compliance/lib/catalogue.nix;
  of =
    level: modules:
    host
      [ "anssi" ]
      (
        [
          {
            compliance.frameworks.anssi = {
              enable = true;
              inherit level;
            };
          }
        ]
        ++ modules
      );
  high = of "high" [ ];
  plain = of "intermediary" [ ];
  ssh = high.services.openssh.settings;
  auditd = high.security.auditd.settings;
  # Text, in an older NixOS.
  journalOf =
    { services, ... }:
    services.journald.settings.Journal or {
      Storage = services.journald.storage;
      Compress = "yes";
      MaxRetentionSec = lib.head (
        builtins.match ".*MaxRetentionSec=([0-9]+h).*" services.journald.extraConfig
      );
    };
  journal = journalOf high;
  modules = [
    "usb-storage"
    "uas"
    "firewire-core"
    "firewire-ohci"
    "thunderbolt"
  ];
  # No path of the store: it would come into the initrd.
  isRefused =
    module: config:
    lib.elem "install ${module} /run/current-system/sw/bin/false" (
      lib.splitString "\n" config.boot.extraModprobeConfig
    );
  isIgnored = module: config: lib.elem module config.boot.blacklistedKernelModules;
  isKeptOut = module: config: isRefused module config && isIgnored module config;
  # What is open on a host that plainly loads a module to start.
  opened =
    asked:
    let
      config = of "high" [ { boot.initrd.kernelModules = [ asked ]; } ];
    in
    lib.filter (module: !(isRefused module config || isIgnored module config)) modules;
  writing =
    modules:
    of "high" ([ { compliance.controls.auditLogging.adminEmail = "security@example.com"; } ] ++ modules);
  unsent =
    config:
    lib.filter (each: !each.assertion && lib.hasInfix "cannot send mail" each.message) config.assertions;
  forwarding =
    url:
    lib.filter (each: !each.assertion && lib.hasInfix "forwardTo" each.message)
      (of "high" [ { compliance.controls.auditLogging.forwardTo = url; } ]).assertions;
  expected = lib.foldl' (all: rule: all // rule.expects.sysctls or { }) { } (
    lib.filter (rule: rule.id != "BH-04") catalogue.controls.baseline-hardening.rules
  );
in
lib.mapAttrsToList (key: value: {
  check = high.boot.kernel.sysctl.${key} == value;
  msg = "the kernel gets ${key} = ${toString value}";
}) expected
++ map (parameter: {
  check = lib.elem parameter high.boot.kernelParams;
  msg = "the kernel is started with ${parameter}";
}) (lib.concatMap (rule: rule.expects.kernelParams or [ ]) catalogue.rules)
++
  lib.mapAttrsToList
    (asked: needed: {
      check = opened asked == needed;
      msg = "a host that loads ${asked} to start gets that, with what belongs to it, and nothing else";
    })
    {
      usb_storage = [
        "usb-storage"
        "uas"
      ];
      uas = [
        "usb-storage"
        "uas"
      ];
      firewire_sbp2 = [
        "firewire-core"
        "firewire-ohci"
      ];
      firewire-net = [
        "firewire-core"
        "firewire-ohci"
      ];
      firewire-ohci = [
        "firewire-core"
        "firewire-ohci"
      ];
      firewire-core = [ "firewire-core" ];
      thunderbolt-net = [ "thunderbolt" ];
      nvme = [ ];
    }
++ [
  {
    check =
      lib.length (forwarding "https://logs.example.org/insert?token=abc") == 1
      && forwarding "https://logs.example.org/insert?tenant=abc" == [ ];
    msg = "an address with a token in it is refused: everybody could read it";
  }
  {
    check = lib.all (module: isIgnored module high) modules;
    msg = "modules of ports are not loaded for what is plugged in";
  }
  {
    check = lib.all (module: isKeptOut module high) modules;
    msg = "nor by a module that needs them, which a blacklist does not hinder";
  }
  {
    check =
      let
        usb = of "high" [ { boot.initrd.kernelModules = [ "usb_storage" ]; } ];
      in
      lib.any (lib.hasInfix "boot.initrd.kernelModules") usb.warnings
      && !lib.any (lib.hasInfix "kernelModules") high.warnings;
    msg = "a host that plainly loads one is warned of it";
  }
  {
    check =
      let
        warned = of "high" [ { boot.kernelModules = [ "firewire-sbp2" ]; } ];
      in
      lib.any (lib.hasInfix "boot.kernelModules") warned.warnings;
    msg = "also of one that needs it";
  }
  {
    check =
      let
        # What nixos-generate-config finds, of the stick that the host was installed from.
        found = of "high" [ { boot.initrd.availableKernelModules = [ "usb_storage" ]; } ];
      in
      lib.all (module: isKeptOut module found) modules && !lib.any (lib.hasInfix "ernelModules") found.warnings;
    msg = "a module that is only at hand is no sign that the host needs it";
  }
  {
    check =
      let
        key = "net.ipv4.conf.*.rp_filter";
        found =
          check:
          let
            config = of "high" [ { networking.firewall.checkReversePath = check; } ];
          in
          {
            set = config.boot.kernel.sysctl.${key} or null;
            expected = config.compliance.controls.baselineHardening._meta.probe.rules.BH-06.sysctls.${key};
          };
        strict = {
          set = 1;
          expected = 1;
        };
        loose = {
          set = null;
          expected = 2;
        };
      in
      found true == strict && found "strict" == strict && found "loose" == loose && found false == loose;
    msg = "answers may come another way where the host's firewall lets them";
  }
  {
    check = !(high.boot.kernel.sysctl ? "kernel.modules_disabled");
    msg = "loading modules is not forbidden while the machine starts";
  }
  {
    check = high.security.lockKernelModules && !plain.security.lockKernelModules;
    msg = "but once it is up, at the highest level alone";
  }
  {
    check = ssh.PasswordAuthentication == false && ssh.KbdInteractiveAuthentication == false;
    msg = "sshd takes no passwords";
  }
  {
    check = ssh.PermitRootLogin == "prohibit-password";
    msg = "root logs in with a key at most";
  }
  {
    check =
      let
        key = "kernel.yama.ptrace_scope";
        traced = value: (of "high" [ { boot.kernel.sysctl.${key} = value; } ]).boot.kernel.sysctl.${key};
      in
      traced (lib.mkDefault 2) == 2 && traced (lib.mkDefault 0) == 1;
    msg = "a default that is stricter than what is demanded stays";
  }
  {
    check =
      let
        rootOf =
          value:
          (of "high" [ { services.openssh.settings.PermitRootLogin = value; } ])
          .services.openssh.settings.PermitRootLogin;
        # Stronger than the one of our core.
        byDefault = lib.mkOverride 950;
      in
      rootOf (byDefault "no") == "no"
      && rootOf "no" == "no"
      && rootOf (byDefault "yes") == "prohibit-password";
    msg = "root that does not log in at all goes on so, also by a default";
  }
  {
    check = ssh.ClientAliveInterval * ssh.ClientAliveCountMax == 15 * 60 && ssh.ClientAliveCountMax > 0;
    msg = "sshd really ends a session after the time that is demanded";
  }
  {
    check = ssh.ChannelTimeout == "session:shell=900";
    msg = "and a shell in which nothing happens; commands, which may be quiet, it does not end";
  }
  {
    check = high.security.auditd.enable && high.security.audit.enable == true;
    msg = "auditd runs, and the kernel audits";
  }
  {
    check = lib.any (
      rule: lib.hasInfix "-S execve" rule && lib.hasInfix "arch=b64" rule
    ) high.security.audit.rules;
    msg = "each program that is started is audited";
  }
  {
    check =
      auditd.num_logs == 10
      && auditd.max_log_file == 100
      && auditd.max_log_file_action == "rotate"
      && auditd.space_left == "10%"
      && auditd.space_left_action == "syslog"
      && auditd.admin_space_left == "5%"
      && auditd.admin_space_left_action == "suspend";
    msg = "auditd has room for its logs, and says when there is little";
  }
  {
    check =
      let
        # As postfix, msmtp and nullmailer bring it.
        config = writing [
          {
            security.wrappers.sendmail = {
              owner = "root";
              group = "root";
              source = "/run/current-system/sw/bin/msmtp";
            };
          }
        ];
        inherit (config.security.auditd) settings;
      in
      settings.space_left_action == "email"
      && settings.admin_space_left_action == "suspend"
      && settings.action_mail_acct == "security@example.com"
      && lib.elem "L+ /usr/lib/sendmail - - - - /run/wrappers/bin/sendmail" config.systemd.tmpfiles.rules
      && unsent config == [ ];
    msg = "it writes to somebody who wants to know, with a sendmail where it looks for one, and stops when there is hardly any room";
  }
  {
    check =
      let
        config = writing [ ];
      in
      lib.length (unsent config) == 1 && !lib.any (lib.hasInfix "sendmail") config.systemd.tmpfiles.rules;
    msg = "a host that cannot send mail is refused, for nobody would be told";
  }
  {
    check =
      unsent (writing [ { systemd.tmpfiles.rules = [ "L /usr/lib/sendmail - - - - /opt/sendmail" ]; } ]) == [ ]
      && unsent (writing [ { compliance.controls.auditLogging.enforce = false; } ]) == [ ]
      && !lib.any (lib.hasInfix "sendmail") high.systemd.tmpfiles.rules;
    msg = "one that has its own sendmail there, or only looks, is left alone";
  }
  {
    check =
      journal.Storage == "persistent" && journal.MaxRetentionSec == "8760h" && journal.Compress == "yes";
    msg = "journald keeps the journal for a year";
  }
  {
    check =
      (journalOf (
        of "high" [
          {
            compliance.controls.incidentResponse = {
              enable = true;
              alertRetentionDays = 730;
            };
          }
        ]
      )).MaxRetentionSec == "17520h";
    msg = "or for as long as the longest that is asked for";
  }
  {
    check = high.boot.tmp.useTmpfs;
    msg = "/tmp is in memory";
  }
  {
    check =
      let
        own = of "high" [ { fileSystems."/tmp".device = "/dev/mapper/tmp"; } ];
      in
      !own.boot.tmp.useTmpfs && !(lib.any (lib.hasInfix "useTmpfs") own.warnings);
    msg = "unless it has a file system of its own";
  }
  {
    check = high.networking.firewall.enable;
    msg = "the firewall is on";
  }
  {
    check =
      let
        inherit
          ((of "high" [
            { compliance.controls.auditLogging.forwardTo = "https://logs.example.com/insert/journald"; }
          ]).services.journald)
          upload
          ;
      in
      upload.enable && upload.settings.Upload.URL == "https://logs.example.com/insert/journald";
    msg = "the journal is sent where forwardTo says";
  }
  {
    check =
      !(of "intermediary" [
        { compliance.controls.auditLogging.forwardTo = "https://logs.example.com/"; }
      ]).services.journald.upload.enable;
    msg = "where the rule that asks for it is on";
  }
  {
    # NixOS before sections: text.
    check =
      import ../../compliance/lib/journald-retention.nix {
        days = 2;
        hasSettings = false;
        enforced = value: value;
      } == {
        storage = "persistent";
        extraConfig = "MaxRetentionSec=48h\nCompress=yes\n";
      };
    msg = "an older NixOS gets the same";
  }
]
