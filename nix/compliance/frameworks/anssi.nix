# ANSSI BP-028 v2.0: hardening of a GNU/Linux system, in four levels.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.compliance.frameworks.anssi;
  hostTypes = {
    base = "server";
    client = "workstation";
    server = "server";
  };
in
{
  imports = [
    (import ../lib/preset.nix {
      id = "anssi";
      hasAuditCycle = false;
      kinds = of: [ of.category ];
      switch = {
        type = types.enum [
          "minimal"
          "intermediary"
          "reinforced"
          "high"
        ];
        default = "intermediary";
        description = ''
          The guide's level. From `intermediary` the kernel has costly parameters (rule BH-02; tag `memory` in
          `compliance.governance.excludes` leaves them out); `reinforced` switches IPv6 off (BH-07, tag `no-ipv6`); with `high` no
          kernel module is loaded once the machine is up (BH-04, tag `disable-kernel-module-loading`).
        '';
        example = "reinforced";
      };
    })
  ];

  options.compliance.frameworks.anssi = {
    category = mkOption {
      type = types.enum (lib.attrNames hostTypes);
      default = "server";
      description = "What the guide takes the host for: it is the default of `compliance.governance.hostType` (`client` is a workstation).";
      example = "client";
    };
    exceptions = mkOption {
      type = types.attrsOf (import ../lib/exception-type.nix { inherit lib; });
      default = { };
      description = "Further `compliance.governance.exceptions`, for recommendations of this guide.";
      example = {
        BH-02 = {
          rationale = "The database needs all threads of its processors.";
          owner = "platform@example.com";
          expires = "2027-06-30";
        };
      };
    };
  };

  config.compliance.governance = lib.mkIf cfg.enable {
    hostType = lib.mkDefault hostTypes.${cfg.category};
    # What is null here may be said there.
    exceptions = lib.mapAttrs (_: lib.filterAttrs (_: value: value != null)) cfg.exceptions;
  };
}
