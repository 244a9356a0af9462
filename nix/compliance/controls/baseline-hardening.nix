# The kernel and its network, set up to give attackers little: what the rules that are on expect, which the catalogue says.
{
  config,
  lib,
  options,
  ...
}:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  inherit (import ../lib/sysctl-strictness.nix) isMet strictest;
  forwards = import ../lib/forwards.nix;
  settingDeviation = import ../lib/setting-deviation.nix;
  catalogue = import ../lib/catalogue.nix;
  cfg = config.compliance.controls.baselineHardening;
  inherit (config.boot.kernel) sysctl;

  rules = lib.filter (rule: cfg._meta.enforces rule.id) catalogue.controls.baseline-hardening.rules;
  collected = what: lib.concatMap (rule: rule.expects.${what} or [ ]) rules;

  # Set when the machine is up: from the start it would keep the machine from coming up.
  late = "kernel.modules_disabled";
  forwarding = "net.ipv4.ip_forward";
  because = forwards { inherit lib config options; };
  isRouter = because != [ ];

  saidOf = import ../lib/said-of.nix { inherit lib; } options.boot.kernel.sysctl;

  sysctls = lib.concatMap (
    rule:
    lib.mapAttrsToList (key: demanded: { inherit rule key demanded; }) (
      removeAttrs (rule.expects.sysctls or { }) [ late ]
    )
  ) rules;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "baseline-hardening";
      # Null takes a key out of what is demanded.
      probe =
        given:
        let
          because = forwards {
            inherit lib;
            inherit (given) config options;
          };
        in
        lib.optionalAttrs (because != [ ]) { rules."BH-06".sysctls.${forwarding} = null; };
    })
  ];

  config = lib.mkIf cfg.enable {
    boot.kernelParams = collected "kernelParams";
    boot.blacklistedKernelModules = collected "blockedModules";
    security.lockKernelModules = lib.mkIf (lib.any (
      rule: rule.expects.sysctls.${late} or 0 == 1
    ) rules) (enforced true);

    # On a host that forwards nothing is said of that, at no priority: a module may have asked for it by a default.
    boot.kernel.sysctl = lib.listToAttrs (
      map (
        { key, demanded, ... }:
        lib.nameValuePair key (
          if key == forwarding then
            lib.mkIf (!isRouter) (enforced demanded)
          else
            enforced (strictest key demanded (saidOf key))
        )
      ) sysctls
    );

    compliance.deviations = lib.concatMap (
      {
        rule,
        key,
        demanded,
      }:
      settingDeviation {
        control = "baseline-hardening";
        requirement = rule.id;
        setting = "boot.kernel.sysctl.\"${key}\"";
        value = sysctl.${key};
        inherit demanded;
        isMet = key == forwarding && isRouter || isMet key demanded sysctl.${key};
      }
    ) sysctls;

    compliance.relaxations =
      lib.optional (isRouter && lib.any ({ key, ... }: key == forwarding) sysctls)
        {
          rule = "BH-06";
          setting = "boot.kernel.sysctl.\"${forwarding}\"";
          reason = "the host forwards for others";
          inherit because;
        };
  };
}
