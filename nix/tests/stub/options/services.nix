# NixOS: other services.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    attrs
    bool
    lines
    list
    named
    on
    option
    perhaps
    ;
  percent = types.ints.between 1 100;
in
{
  options.services = {
    openssh = {
      enable = bool;
      openFirewall = on;
      ports = option (types.listOf types.port) [ 22 ];
      settings = attrs;
      authorizedKeysCommand = option types.str "none";
      extraConfig = lines;
      generateHostKeys = bool;
      hostKeys = option (types.listOf (types.attrsOf types.anything)) [
        {
          type = "rsa";
          bits = 4096;
          path = "/etc/ssh/ssh_host_rsa_key";
        }
        {
          type = "ed25519";
          path = "/etc/ssh/ssh_host_ed25519_key";
        }
      ];
    };
    getty.autologinUser = perhaps types.str;
    dnsmasq = {
      enable = bool;
      resolveLocalQueries = on;
      settings = attrs;
    };
    harmonia.cache = {
      enable = bool;
      signKeyPaths = list types.path;
      settings = attrs;
    };
    resolved.enable = bool;
    spice-vdagentd.enable = bool;
    qemuGuest.enable = bool;
    logind.settings.Login = attrs;
    blueman.enable = bool;
    earlyoom = {
      enable = bool;
      freeMemThreshold = option percent 10;
      freeSwapThreshold = option percent 10;
    };
    nginx.enable = bool;
    nginx.virtualHosts = named {
      default = bool;
      root = perhaps types.path;
      locations = named {
        return = perhaps (
          types.oneOf [
            types.str
            types.int
          ]
        );
        root = perhaps types.path;
        proxyPass = perhaps types.str;
      };
    };
    postgresql.enable = bool;
    postgresqlBackup = {
      enable = bool;
      location = option types.path "/var/backup/postgresql";
      startAt = option (types.either (types.listOf types.str) types.str) "*-*-* 01:15:00";
    };
  };
}
