# The binary cache: what is pushed here (nix copy, over SSH) is served signed to everybody on the fleet's network.
{ config, ... }:
{
  services.nixfleet-cache-server = {
    enable = true;
    openFirewall = true;
    signingKeyFile = "${config.fleet.keys}/cache.secret";
  };

  # Nothing on this host refers to what was pushed, so that garbage is not collected here by the clock: it would take every
  # release away. Make room by hand when nothing is being rolled out: nix-collect-garbage.

  # Not harmonia.service itself: systemd starts it when somebody asks.
  services.nixfleet-agent.healthChecks.http = [ { url = "http://127.0.0.1:5000/nix-cache-info"; } ];
}
