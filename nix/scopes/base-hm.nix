# The tools of somebody who works on machines: a Home Manager module without options. Whoever imports it has them.
{ pkgs, ... }:
{
  home.packages = [
    pkgs.age
    pkgs.coreutils
    pkgs.duf
    pkgs.eza
    pkgs.fastfetch
    pkgs.fd
    pkgs.fzf
    pkgs.gh
    pkgs.gnupg
    pkgs.home-manager
    pkgs.jq
    pkgs.killall
    pkgs.nh
    pkgs.openssh
    pkgs.procs
    pkgs.ripgrep
    pkgs.tldr
    pkgs.tree
    pkgs.wget
    pkgs.yq
  ];
}
