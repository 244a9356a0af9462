# The collector of evidence: nothing of it where nothing is looked at, and all of it where something is.
{
  lib,
  aHost,
  inputs,
  ...
}:
let
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
  modules = [ ../../compliance/check.nix ];
  looksAt = control: { compliance.evidence.probes.${control}.check = pkgs.writeShellScriptBin control "echo {}"; };
  key = "/etc/ssh/ssh_host_ed25519_key";
  sshd.services.openssh = {
    enable = true;
    hostKeys = [
      {
        type = "rsa";
        path = "/etc/ssh/ssh_host_rsa_key";
      }
      {
        type = "ed25519";
        path = key;
      }
    ];
  };

  idle = aHost { inherit modules; };
  on = aHost {
    modules = modules ++ [
      sshd
      (looksAt "usb-devices")
      (looksAt "air-gap")
      {
        compliance.evidence.sbom.enable = true;
        compliance.check.enable = true;
        services.nixfleet-agent = {
          enable = true;
          controlPlaneUrl = "https://cp.test:8080";
          machineId = "web-01";
        };
      }
    ];
  };
  elsewhere = aHost {
    modules = modules ++ [
      (looksAt "usb-devices")
      {
        services.openssh.hostKeys = [ ];
        compliance.evidence.collector = {
          interval = "*-*-* 06:00:00";
          outputDir = "/data/compliance";
          group = "auditors";
          metricsFile = "/run/figures/compliance.prom";
        };
      }
    ];
  };
  withoutSshd = aHost {
    modules = modules ++ [
      ../../scopes/secrets.nix
      (looksAt "usb-devices")
      {
        nixfleet.secrets.enable = true;
        services.openssh.enable = lib.mkForce false;
      }
    ];
  };
  byHand = aHost {
    modules = modules ++ [
      (looksAt "usb-devices")
      { compliance.evidence.collector.enable = false; }
    ];
  };

  settingsOf = config: builtins.fromJSON config.environment.etc."nixfleet/compliance.json".text;
  isOurs = lib.hasPrefix "compliance-";
  units = config: lib.filter isOurs (lib.attrNames config.systemd.services);
  inherit (on.systemd.services)
    compliance-evidence-at-switch
    compliance-evidence-collector
    compliance-sbom-generator
    ;
  service = compliance-evidence-collector.serviceConfig;
  programs = config: map (package: package.name) config.environment.systemPackages;
  scriptOf =
    name: (lib.findFirst (package: package.name == name) null on.environment.systemPackages).text;

  staleAfter = import ../../compliance/evidence/stale-after.nix;
  hour = 3600;
in
[
  {
    check =
      units idle == [ ]
      && !(idle.systemd.timers ? compliance-evidence-collector)
      && !(idle.environment.etc ? "nixfleet/compliance.json")
      && idle.nixfleet.persistence.directories == [ ]
      && idle.warnings == [ ]
      && !(lib.any (lib.hasInfix "compliance") (programs idle));
    msg = "a host on which nothing is looked at has nothing of it";
  }
  {
    check = units on == [
      "compliance-evidence-at-switch"
      "compliance-evidence-collector"
      "compliance-sbom-generator"
    ];
    msg = "a probe turns the collector on, and the bill of materials has a unit of its own";
  }
  {
    check = lib.hasInfix "/bin/nixfleet-compliance\" \"collect\"" service.ExecStart;
    msg = "the collector runs the program";
  }
  {
    check = lib.hasInfix "\"sbom\"" compliance-sbom-generator.serviceConfig.ExecStart;
    msg = "and the generator its own verb";
  }
  {
    check =
      compliance-evidence-at-switch.wantedBy == [ "multi-user.target" ]
      && !(compliance-evidence-at-switch.serviceConfig ? RemainAfterExit)
      && lib.hasSuffix "restart --no-block compliance-sbom-generator.service compliance-evidence-collector.service" compliance-evidence-at-switch.serviceConfig.ExecStart
      && lib.elem "multi-user.target" compliance-evidence-collector.after
      && !compliance-evidence-collector.restartIfChanged;
    msg = "evidence is collected after each boot and switch, which do not wait for it";
  }
  {
    check =
      let
        timer = on.systemd.timers.compliance-evidence-collector.timerConfig;
      in
      timer.OnCalendar == "hourly" && timer.Persistent;
    msg = "and every hour";
  }
  {
    check =
      service.ProtectSystem == "strict"
      && service.ProtectHome == "read-only"
      && service.NoNewPrivileges
      && service.StateDirectory == "nixfleet-compliance"
      && service.StateDirectoryMode == "2750"
      && service.UMask == "0027"
      && !(service ? ReadWritePaths);
    msg = "it writes into its own folder alone, which others cannot look into";
  }
  {
    check = !(lib.any (name: service ? ${name}) [
      "MemoryDenyWriteExecute"
      "PrivateTmp"
      "ProtectKernelTunables"
      "PrivateNetwork"
    ]);
    msg = "what Node or a probe could not work under is left out";
  }
  {
    check =
      settingsOf on == {
        host = "web-01";
        revision = null;
        frameworks = [ ];
        probes =
          map
            (control: {
              inherit control;
              program = lib.getExe (pkgs.writeShellScriptBin control "echo {}");
              articles = { };
              required = false;
              timeoutSeconds = 30;
            })
            [
              "air-gap"
              "usb-devices"
            ];
        exceptions = { };
        directory = "/var/lib/nixfleet-compliance";
        signingKey = key;
        retentionDays = 90;
        staleAfterSeconds = 2 * hour;
        sbom = true;
      };
    msg = "the program is told all of it: the host is the agent's machine, the key the host's own";
  }
  {
    check =
      on.services.nixfleet-agent.evidenceDir == "/var/lib/nixfleet-compliance"
      && on.systemd.services.nixfleet-agent.environment.NIXFLEET_EVIDENCE_DIR
        == "/var/lib/nixfleet-compliance"
      && !(lib.hasInfix "evidence" on.systemd.services.nixfleet-agent.serviceConfig.ExecStart);
    msg = "the agent is told where to find it, in words that an agent of v0.1.1 does not stumble over";
  }
  {
    check =
      lib.elem "nixfleet-compliance" (programs on)
      && lib.elem "compliance-check" (programs on)
      && !(lib.elem "compliance-check" (programs elsewhere));
    msg = "the program is there for who wants to verify evidence, compliance-check where it is asked for";
  }
  {
    check = lib.all (part: lib.hasInfix part (scriptOf "compliance-check")) [
      "-openssh/bin"
      "-iproute2/bin"
      "-iptables/bin"
      " check \"$@\""
    ];
    msg = "what probes call is found by who starts them by hand, too";
  }
  {
    check =
      let
        unit = elsewhere.systemd.services.compliance-evidence-collector;
      in
      unit.serviceConfig.ReadWritePaths == [
        "/data/compliance"
        "-/run/figures"
      ]
      && lib.hasSuffix ''"--metrics-file" "/run/figures/compliance.prom"'' unit.serviceConfig.ExecStart
      && !(unit.serviceConfig ? StateDirectory)
      && unit.unitConfig.RequiresMountsFor == [ "/data/compliance" ]
      && lib.elem "d /data/compliance 2750 root auditors -" elsewhere.systemd.tmpfiles.rules
      && unit.serviceConfig.Group == "auditors";
    msg = "a folder elsewhere is made, mounted first, and the only one that is written to";
  }
  {
    check =
      (settingsOf elsewhere).directory == "/data/compliance"
      && (settingsOf elsewhere).staleAfterSeconds == 26 * hour
      && (settingsOf elsewhere).host == "a";
    msg = "and the program is told";
  }
  {
    check = lib.any (each: each.directory == "/data/compliance") elsewhere.nixfleet.persistence.directories;
    msg = "a host whose root is wiped keeps the evidence";
  }
  {
    check =
      lib.any (lib.hasInfix "is not signed") elsewhere.warnings
      && (settingsOf elsewhere).signingKey == null
      && on.warnings == [ ];
    msg = "evidence that nobody can believe is warned of";
  }
  {
    check = (settingsOf withoutSshd).signingKey == key && withoutSshd.warnings == [ ];
    msg = "a host without sshd signs with the key that its secrets are for";
  }
  {
    check =
      lib.elem "sshd-keygen.service" compliance-evidence-collector.wants
      && lib.elem "sshd-keygen.service" compliance-evidence-collector.after;
    msg = "the key is there before evidence is";
  }
  {
    check =
      units byHand == [ ] && (settingsOf byHand).directory == "/var/lib/nixfleet-compliance";
    msg = "without the collector the probes can still be run by hand";
  }
  {
    check =
      map staleAfter [
        "hourly"
        "*:0/15"
        "*-*-* *:30"
        "daily"
        "*-*-* 06:00:00"
        "06:00"
        "weekly"
        "Mon *-*-* 03:00"
        "monthly"
        "*-*-01 04:00:00"
        "quarterly"
      ] == map (hours: hours * hour) [
        2
        2
        2
        26
        26
        26
        192
        192
        768
        768
        8784
      ];
    msg = "evidence is too old some time after the next should have come";
  }
]
