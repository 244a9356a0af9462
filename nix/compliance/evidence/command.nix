# The program with what its probes call on its PATH, whoever starts it: the collector, the gate, somebody at the console. Of
# programs that only some hosts have, those that the host has.
{
  lib,
  config,
  pkgs,
}:
let
  security = config.security or { };
  hasAudit = (security.audit.enable or false) == true || (security.auditd.enable or false);
  hasNftables = config.networking.nftables.enable;

  path = [
    config.programs.ssh.package
    config.systemd.package
    config.nix.package
    pkgs.coreutils
    pkgs.cryptsetup
    pkgs.iproute2
    pkgs.util-linux
    (if hasNftables then pkgs.nftables else pkgs.iptables)
  ]
  ++ lib.optional hasAudit pkgs.audit
  ++ config.compliance.evidence.path;
in
name: words:
pkgs.writeShellScriptBin name ''
  export PATH=${lib.makeBinPath path}''${PATH:+:$PATH}
  exec ${lib.getExe config.compliance.package} ${lib.escapeShellArgs words} "$@"
''
