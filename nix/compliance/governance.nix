# How strict a host is, and who decided what does not count. Controls decide by this; nothing here configures anything. Without
# mkHost it works as well.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.compliance;
  inherit (cfg) governance;

  catalogue = import ./lib/catalogue.nix;
  exceptions = import ./lib/exceptions.nix;
  strictness = import ./lib/strictness.nix;

  levels = import ./lib/levels.nix;
  demandedLevels = lib.filter (level: level != null) (
    lib.mapAttrsToList (_: of: of.level) cfg.requirements
  );

  probes = lib.attrValues (cfg.evidence.probes or { });
  # Of a fleet's own probes nobody knows the requirements.
  isOfOwnProbe =
    id: lib.any (probe: id == probe.control || lib.hasPrefix "${probe.control}." id) probes;
  known = catalogue.exceptable ++ lib.filter isOfOwnProbe (lib.attrNames governance.exceptions);

  tags = lib.unique (lib.concatMap (rule: rule.tags) catalogue.rules);
  unknownTags = lib.subtractLists tags governance.excludes;
in
{
  # What is looked at and configured is Linux's: elsewhere the import itself is refused, in words.
  _class = "nixos";

  imports = [
    ./fleet.nix
    ./report.nix
    ./requirements.nix
  ];

  options.compliance.governance = {
    enforceMode = mkOption {
      type = types.enum [
        "report"
        "enforce"
      ];
      default = "enforce";
      description = ''
        Whether controls also configure the host (`enforce`) or only look at it (`report`): the default of each control's
        own `enforce`.
      '';
      example = "report";
    };
    level = mkOption {
      type = types.enum levels;
      default =
        if demandedLevels == [ ] then "standard" else strictness.strictest levels demandedLevels;
      defaultText = lib.literalMD "`\"standard\"`; where frameworks are on, the strictest level that they demand";
      description = "Rules of a higher level than this are off.";
      example = "strict";
    };
    hostType = mkOption {
      type = types.enum [
        "server"
        "workstation"
        "appliance"
      ];
      default = "server";
      description = "What the host is for: some rules are for some kinds of hosts only.";
      example = "workstation";
    };
    excludes = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = ''
        Tags of rules that are off on this host: `no-ipv6` leaves IPv6 on, `memory` leaves out the costly parameters of the
        kernel, `modules` allows USB storage. To say who decided that and why, use `exceptions`.
      '';
      example = [ "no-ipv6" ];
    };
    architecture = mkOption {
      type = types.str;
      default = pkgs.stdenv.hostPlatform.parsed.cpu.name;
      defaultText = lib.literalMD "that of the host's platform, as `x86_64`";
      description = "Processor of the host: some rules are for some only.";
      example = "aarch64";
    };
    exceptions = mkOption {
      type = types.attrsOf (import ./lib/exception-type.nix { inherit lib; });
      default = { };
      description = ''
        What need not hold on this host, by the id of a rule (`BH-07`), of a control (`secure-boot`), or of a requirement of
        one (`access-control.idle-timeout`). The host is not configured for it; it is looked at all the same, and what is
        found is `exempt` in the evidence.
      '';
      example = {
        BH-07 = {
          rationale = "Customers reach this machine by IPv6.";
          owner = "security@example.com";
          expires = "2027-06-30";
        };
      };
    };
  };

  config = {
    warnings = exceptions.doubts {
      inherit (governance) exceptions;
      inherit (cfg.fleet) date;
    };

    # All of an exception has to be right, also where nothing on this host asks for it.
    assertions =
      map (message: {
        assertion = false;
        inherit message;
      }) (
        builtins.deepSeq governance.exceptions (
          exceptions.problems {
            inherit (governance) exceptions;
            inherit known;
          }
        )
      )
      ++ [
        {
          assertion = unknownTags == [ ];
          message = "compliance.governance.excludes has ${lib.concatStringsSep ", " unknownTags}, and no rule has such a tag: there are ${lib.concatStringsSep ", " tags}. To leave out one rule, name it in compliance.governance.exceptions.";
        }
      ];
  };
}
