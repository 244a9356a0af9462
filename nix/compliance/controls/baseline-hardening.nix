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
  relaxationsOf = import ../lib/sysctl-relaxations.nix;
  settingDeviation = import ../lib/setting-deviation.nix;
  catalogue = import ../lib/catalogue.nix;
  cfg = config.compliance.controls.baselineHardening;
  inherit (config.boot.kernel) sysctl;

  rules = lib.filter (rule: cfg._meta.enforces rule.id) catalogue.controls.baseline-hardening.rules;
  collected = what: lib.concatMap (rule: rule.expects.${what} or [ ]) rules;

  # Set when the machine is up: from the start it would keep the machine from coming up.
  late = "kernel.modules_disabled";
  relaxed = relaxationsOf { inherit lib config options; };

  saidOf = import ../lib/said-of.nix { inherit lib; } options.boot.kernel.sysctl;

  sysctls = lib.concatMap (
    rule:
    lib.mapAttrsToList (key: demanded: { inherit rule key demanded; }) (
      removeAttrs (rule.expects.sysctls or { }) [ late ]
    )
  ) rules;

  inherit (import ../lib/module-needs.nix) isOpenedBy;
  blocked = collected "blockedModules";
  opensSomething = asked: lib.any (module: isOpenedBy module asked) blocked;
  # What the host plainly loads it may need to start at all: from a disk on USB, say.
  wanted = {
    "boot.kernelModules" = config.boot.kernelModules;
    "boot.initrd.kernelModules" = config.boot.initrd.kernelModules;
  };
  isWanted = module: lib.any (isOpenedBy module) (lib.concatLists (lib.attrValues wanted));
  refused = lib.filter (module: !isWanted module) blocked;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "baseline-hardening";
      # Null takes a key out of what is demanded.
      probe =
        given:
        let
          relaxed = relaxationsOf {
            inherit lib;
            inherit (given) config options;
          };
          inRule = rule: builtins.intersectAttrs (rule.expects.sysctls or { }) relaxed;
        in
        {
          rules = lib.listToAttrs (
            map (rule: {
              name = rule.id;
              value.sysctls = lib.mapAttrs (_: each: each.demanded) (inRule rule);
            }) (lib.filter (rule: inRule rule != { }) catalogue.controls.baseline-hardening.rules)
          );
        };
    })
  ];

  config = lib.mkIf cfg.enable {
    boot.kernelParams = collected "kernelParams";
    boot.blacklistedKernelModules = refused;
    # `blacklist` is of what is plugged in; this is of what a module needs, too. In an initrd there is no such program, and a
    # path of the store would bring it there, with all that it needs: what cannot be started refuses the module all the same.
    boot.extraModprobeConfig = lib.concatMapStrings (
      module: "install ${module} /run/current-system/sw/bin/false\n"
    ) refused;
    security.lockKernelModules = lib.mkIf (lib.any (
      rule: rule.expects.sysctls.${late} or 0 == 1
    ) rules) (enforced true);

    # Of what is relaxed nothing is said, at no priority: a module may have asked for it by a default. A key with a `*`
    # is of every interface that has no value of its own (sysctl.d(5)), also of those that are there before anything is
    # set, which `default` is not.
    boot.kernel.sysctl = lib.listToAttrs (
      map (
        { key, demanded, ... }:
        lib.nameValuePair key (
          lib.mkIf (!relaxed ? ${key}) (enforced (strictest key demanded (saidOf key)))
        )
      ) sysctls
    );

    compliance.deviations =
      lib.concatMap (
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
          isMet = relaxed ? ${key} || isMet key demanded sysctl.${key};
        }
      ) sysctls
      ++ lib.concatLists (
        lib.mapAttrsToList (
          setting: modules:
          settingDeviation {
            control = "baseline-hardening";
            requirement = "BH-09";
            inherit setting;
            value = modules;
            demanded = lib.filter (module: !opensSomething module) modules;
          }
        ) wanted
      );

    compliance.relaxations = map (
      { rule, key, ... }:
      {
        rule = rule.id;
        setting = "boot.kernel.sysctl.\"${key}\"";
        inherit (relaxed.${key}) reason because;
      }
    ) (lib.filter ({ key, ... }: relaxed ? ${key}) sysctls);
  };
}
