# NixOS: what compliance sets to harden a host, and what it reads to leave alone what the host needs.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    bool
    list
    named
    on
    option
    perhaps
    required
    ;
  value = types.nullOr (
    types.oneOf [
      types.bool
      types.str
      types.int
    ]
  );
in
{
  options = {
    boot = {
      blacklistedKernelModules = list types.str;
      tmp.useTmpfs = bool;
    };
    networking.domain = perhaps types.str;
    security = {
      audit = {
        enable = option (types.enum [
          false
          true
          "lock"
        ]) false;
        rules = list types.str;
      };
      auditd = {
        enable = bool;
        settings = option (types.submodule { freeformType = types.attrsOf value; }) { };
      };
      lockKernelModules = bool;
      wrappers = named {
        enable = on;
        group = required types.str;
        owner = required types.str;
        source = required types.path;
      };
      pam.services = named {
        googleAuthenticator.enable = bool;
        text = perhaps types.lines;
        unixAuth = on;
      };
    };
    services.journald.settings.Journal = option (types.submodule {
      freeformType = types.attrsOf value;
      options.Storage = option types.str "persistent";
    }) { };
    system.nixos.version = option types.str "26.05.20260115.1a2b3c4";
    virtualisation.docker.enable = bool;
  };
}
