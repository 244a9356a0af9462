# The firewall of nftables, which says whom it turns away, and a limit to how fast one address may try SSH.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.firewall;
  limit = cfg.sshRateLimit;
  inherit (config.services) openssh;

  # An address or a network; nftables checks the rest when the host is built.
  address = types.strMatching "[0-9a-fA-F.:]+(/[0-9]{1,3})?" // {
    description = "IP address or network, as 192.0.2.7 or 2001:db8::/32";
  };
in
{
  options.nixfleet.firewall = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the host has the firewall of nftables, with refused connections in the log.";
      example = true;
    };
    sshRateLimit = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = ''
          Whether an address that opens SSH connections too fast is turned away until it slows down. It counts for all of
          `services.openssh.ports`, for each IPv4 address and each IPv6 network of 64 bits on its own, and never for the
          host itself or for `networking.firewall.trustedInterfaces`. What is counted is the first packet of a
          connection, whose sender can be forged: somebody may use up the share of an address that is not theirs and keep it
          out. Name the addresses that have to get in whatever happens in `exempt`.
        '';
        example = false;
      };
      perMinute = mkOption {
        type = types.ints.positive;
        default = 5;
        description = "New connections a minute that one address may open for long.";
        example = 30;
      };
      burst = mkOption {
        type = types.ints.positive;
        default = 5;
        description = "New connections that one address may open at once before `perMinute` counts.";
        example = 20;
      };
      exempt = mkOption {
        type = types.listOf address;
        default = [ ];
        description = ''
          Addresses and networks without a limit: the machines that deploy over SSH, and those that nobody may keep out with
          packets in their name.
        '';
        example = [
          "192.0.2.7"
          "2001:db8:42::/64"
        ];
      };
    };
  };

  config = lib.mkIf cfg.enable {
    networking.nftables.enable = true;
    networking.firewall = {
      logRefusedConnections = true;
      logReversePathDrops = true;
    };

    # A table of its own, before the firewall's: what sshd's module opens there is accepted before any rule that could be
    # added, and an accepting rule in one table does not keep another from dropping.
    networking.nftables.tables.nixfleet-ssh = lib.mkIf (openssh.enable && limit.enable) {
      family = "inet";
      content = import ../lib/ssh-rate-limit.nix {
        inherit (openssh) ports;
        inherit (limit) perMinute burst exempt;
        inherit (config.networking.firewall) trustedInterfaces;
      };
    };
  };
}
