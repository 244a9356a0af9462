# A scope that nobody enabled is not there. (The scope `hardware` has a boot loader even so.)
{
  lib,
  aHost,
  scopes,
  ...
}:
let
  seen =
    config:
    builtins.toJSON (
      lib.filterAttrs (_: value: value != null) {
        inherit (config)
          environment
          networking
          users
          warnings
          ;
        inherit (config.nix) buildMachines distributedBuilds;
        nixfleet = lib.filterAttrs (name: _: name == "persistence") config.nixfleet;
        programs = config.programs;
        assertions = map (each: each.message) (builtins.filter (each: !each.assertion) config.assertions);
        label = config.system.nixos.label or null;
        boot = config.boot or null;
        launchd = config.launchd or null;
        systemd = config.systemd or null;
        prometheus = config.services.prometheus or null;
        others = builtins.intersectAttrs {
          vmagent = null;
          earlyoom = null;
        } (config.services or { });
        uploads = config.services.journald.upload.enable or false;
      }
    );
  persistence = ../../modules/_host/persistence.nix;
  idle = name: platform: {
    check =
      seen (aHost {
        inherit platform;
        modules = [
          persistence
          scopes.${name}
        ];
      }) == seen (aHost {
        inherit platform;
        modules = [ persistence ];
      });
    msg = "${name} does nothing until it is enabled";
  };
in
map (name: idle name "x86_64-linux") [
  "backup"
  "compliance"
  "generation-label"
  "monitoring"
  "monitoring-server"
  "o11y"
  "remote-builders"
  "terminal-compat"
  "vpn"
]
++ map (name: idle name "aarch64-darwin") [
  "backupDarwin"
  "remote-buildersDarwin"
]
