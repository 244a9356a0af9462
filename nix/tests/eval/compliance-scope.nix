# The scope `compliance`: the fleet's revision in the evidence, which is kept; with and without the modules that make it.
{
  lib,
  aHost,
  inputs,
  mkHost,
  scopes,
  ...
}:
let
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
  of = modules: aHost { modules = [ scopes.compliance ] ++ modules; };
  on.nixfleet.compliance.enable = true;
  evidence = {
    imports = [ ../../compliance/evidence.nix ];
    compliance.evidence.probes.usb-devices.check = pkgs.writeShellScriptBin "usb-devices" "echo {}";
    services.openssh = {
      enable = true;
      hostKeys = [
        {
          type = "ed25519";
          path = "/etc/ssh/ssh_host_ed25519_key";
        }
      ];
    };
  };
  rev = "0123456789abcdef0123456789abcdef01234567";
  fleet = {
    inherit rev;
    lastModifiedDate = "20260131091500";
  };

  # A host that is no mkHost's, and has nothing else of ours.
  plain =
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        scopes.compliance
        on
        {
          networking.hostName = "plain";
          nixfleet.compliance.revision = rev;
        }
      ];
    }).config;

  kept = config: map (each: each.directory) config.nixfleet.persistence.directories;
  warns = config: lib.any (lib.hasInfix "which state of the fleet") config.warnings;
  settingsOf = config: builtins.fromJSON config.environment.etc."nixfleet/compliance.json".text;
  collecting =
    module:
    of [
      on
      evidence
      module
    ];
in
[
  {
    check = kept (of [ ]) == [ ] && !(warns (of [ ]));
    msg = "it does nothing until it is enabled";
  }
  {
    check = kept (of [ on ]) == [ "/var/lib/nixfleet-compliance" ];
    msg = "without the compliance modules it keeps the folder for whatever collects there";
  }
  {
    check =
      let
        config = collecting { nixfleet.compliance.evidenceDir = "/data/evidence"; };
      in
      config.compliance.evidence.collector.outputDir == "/data/evidence"
      && (settingsOf config).directory == "/data/evidence"
      && kept config == [ "/data/evidence" ];
    msg = "with them the collector writes where the scope says";
  }
  {
    check =
      kept (collecting {
        compliance.evidence.collector.outputDir = "/data/elsewhere";
      }) == [ "/data/elsewhere" ];
    msg = "a host that says otherwise keeps what is written, not what would have been";
  }
  {
    check =
      let
        config =
          (mkHost {
            hostName = "a";
            platform = "x86_64-linux";
            stateVersion = "25.11";
            self = fleet;
            hostSpec.userName = "deploy";
            modules = [
              scopes.compliance
              on
              evidence
            ];
          }).config;
      in
      (settingsOf config).revision == rev && !(warns config);
    msg = "evidence names the revision of the fleet that mkHost was given";
  }
  {
    check = warns (of [ on ]);
    msg = "a host of a fleet without one is warned of";
  }
  {
    check =
      let
        config = of [
          on
          { nixfleet.compliance.revision = rev; }
        ];
      in
      config.system.configurationRevision == rev && !(warns config);
    msg = "it can be said without mkHost's self";
  }
  {
    check = plain.system.configurationRevision == rev && kept plain == [ "/var/lib/nixfleet-compliance" ];
    msg = "and on a host that is not made by mkHost, without impermanence and without the compliance modules";
  }
]
