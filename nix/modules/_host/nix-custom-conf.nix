# Lines for Nix's own configuration on a Mac whose Nix is not nix-darwin's (Determinate Nix). Whoever has a setting for Nix
# puts it here and needs to know neither the file nor what else is in it.
{ lib, ... }:
{
  options.nixfleet.nixCustomConf = lib.mkOption {
    type = lib.types.lines;
    default = "";
    description = ''
      Lines for Nix on a Mac with `nix.enable = false`. They are in `/etc/nix/nixfleet.conf`, which
      `/etc/nix/nix.custom.conf` includes; what else stands in that file stays. The Nix daemon reads them when it starts.
    '';
    example = "extra-substituters = https://cache.example.com";
  };
}
