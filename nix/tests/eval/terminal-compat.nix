# Programs of terminals that a host does not know itself: there when they are asked for.
{
  lib,
  aHost,
  scopes,
  ...
}:
let
  programs =
    enable:
    map (package: package.name or "") (aHost {
      modules = [
        scopes.terminal-compat
        { nixfleet.terminalCompat = { inherit enable; }; }
      ];
    }).environment.systemPackages;
  has = names: name: lib.any (lib.hasInfix name) names;
  wanted = [
    "kitty"
    "alacritty"
    "wget"
    "unzip"
    "curl"
  ];
in
[
  {
    check = lib.all (has (programs true)) wanted;
    msg = "what kitty and Alacritty are, and how files are fetched and unpacked, is there";
  }
  {
    check = !(lib.any (has (programs false)) wanted);
    msg = "and nothing of it otherwise";
  }
]
