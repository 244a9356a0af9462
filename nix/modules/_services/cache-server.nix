# A binary cache on NixOS: harmonia serves the host's own store and signs what it serves. The units are nixpkgs' own,
# harmonia.socket and harmonia.service, which the first request starts; they keep no state.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib)
    mkEnableOption
    mkIf
    mkOption
    mkOverride
    optional
    types
    ;
  cfg = config.services.nixfleet-cache-server;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };

  # `[::]` is IPv4 too, unless the kernel has no IPv6 at all.
  anyAddress = if config.networking.enableIPv6 or true then "[::]" else "0.0.0.0";
  harmonia = {
    enable = true;
    # systemd reads it as root and hands it over (LoadCredential).
    signKeyPaths = [ cfg.signingKeyFile ];
    settings.bind = "${anyAddress}:${toString cfg.port}";
  };
  agent = config.services.nixfleet-agent or { };
in
{
  options.services.nixfleet-cache-server = {
    enable = mkEnableOption "a binary cache of this host's Nix store (harmonia)";
    port = mkOption {
      type = types.port;
      default = 5000;
      description = "Port of the cache, on all addresses of IPv4 and of IPv6.";
      example = 8081;
    };
    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the firewall lets everybody in to `port`. What the store has is then for anybody to read.";
      example = true;
    };
    signingKeyFile = mkOption {
      type = secretPath;
      description = ''
        Secret key that signs every path, made by `nix-store --generate-binary-cache-key`. Only root has to be able to read
        it. What is built on this host is signed with it too; what is copied to it needs no signature, because harmonia signs
        what it serves.
      '';
      example = "/run/secrets/cache-key";
    };
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.port != 0;
        message = "services.nixfleet-cache-server.port is 0, under which nobody would find the cache: give it a port from 1 to 65535.";
      }
      {
        assertion = !((agent.enable or false) && agent.metricsPort == cfg.port);
        message = "services.nixfleet-cache-server.port and services.nixfleet-agent.metricsPort both want port ${toString cfg.port}: give one of them another.";
      }
    ];

    # nixpkgs has moved the options; both names are right for some nixpkgs.
    services.harmonia =
      if options.services.harmonia ? cache then { cache = harmonia; } else harmonia;
    nix.settings.secret-key-files = [ cfg.signingKeyFile ];
    # What was pushed here is nobody's on this host, and the weekly collection would take it from the fleet. A host that says
    # so itself collects.
    nix.gc.automatic = mkOverride 900 false;
    networking.firewall.allowedTCPPorts = optional cfg.openFirewall cfg.port;
  };
}
