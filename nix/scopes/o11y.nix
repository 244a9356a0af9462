# What a machine tells about itself: figures to a server that collects them (remote write), and its journal.
{ ... }:
{
  imports = [
    ./monitoring.nix
    ./o11y/logs.nix
    ./o11y/metrics.nix
  ];
}
