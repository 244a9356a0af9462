# That there is something to go back to, and that going back was tried. Enforced, the host's own garbage collection leaves as many
# generations as are demanded.
{ config, lib, ... }:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  settingDeviation = import ../lib/setting-deviation.nix;
  cfg = config.compliance.controls.disasterRecovery;
  keeps = cfg._meta.enforces "generations";
  inherit (config.nix) gc;
  collects = gc.automatic && config.nix.enable;
  # -d, --delete-old, --delete-older-than.
  forgets = builtins.match ".*[[:space:]](-d|--delete-old).*" " ${gc.options}" != null;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "disaster-recovery";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          minGenerations = {
            type = types.ints.positive;
            default = 5;
            stricter = "larger";
            requirement = "generations";
            description = ''
              How many generations of the system there have to be to go back to. Enforced, `nix.gc` keeps that many, however
              old they are, in place of those of some days (`nix.gc.options`, which NixFleet's core sets to
              `--delete-older-than 7d`).
            '';
            example = 10;
          };
          rtoTarget = {
            type = types.strMatching "[1-9][0-9]{0,3}(min|h|d)" // {
              description = "time as 90min, 4h or 2d";
            };
            default = "24h";
            stricter = "shorter";
            requirement = "recovery-time";
            description = "How long a restoration may take at most; the last that is in `recoveryTests` is held against it.";
            example = "4h";
          };
          testInterval = {
            type = import ../lib/interval.nix { inherit lib; };
            default = "quarterly";
            stricter = "shorter";
            requirement = "recovery-test";
            description = "How often recovery has to be tried; the last time is in `recoveryTests`.";
            example = "monthly";
          };
          recoveryTests = {
            type = types.strMatching "/.+";
            default = "/var/lib/nixfleet-compliance/recovery-tests.json";
            description = ''
              File in which it is written down when recovery was tried, and how long it took:
              `nixfleet-compliance drill restore --minutes 90` adds to it (also `rebuild` and `rollback`).
            '';
            example = "/persist/recovery-tests.json";
          };
        };
    })
  ];

  config = lib.mkIf keeps {
    nix = {
      settings.keep-outputs = enforced true;
      # The unit deletes generations by number, and then only what none of them needs.
      gc.options = lib.mkIf collects (enforced "");
    };
    systemd.services.nix-gc = lib.mkIf (collects && !forgets) {
      preStart = ''
        ${config.nix.package}/bin/nix-env --profile /nix/var/nix/profiles/system --delete-generations +${toString cfg.minGenerations}
      '';
    };

    compliance.deviations = settingDeviation {
      control = "disaster-recovery";
      requirement = "generations";
      setting = "nix.gc.options";
      value = gc.options;
      demanded = "";
      isMet = !collects || !forgets;
    };
  };
}
