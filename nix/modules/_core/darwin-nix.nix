# Nix's settings on a Mac. Determinate Nix leaves one file to us and to the operator, nix.custom.conf: it gets one line that
# includes a file of our own, and keeps every other line.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  caches = import ./binary-caches.nix;
  trusted = [
    "@admin"
    config.hostSpec.userName
  ];
  words = lib.concatStringsSep " ";

  # Whether somebody else declares nix.custom.conf (Determinate's own module does): it is in the store then, and only whoever
  # declares it can add a line.
  declared = config.environment.etc."nix/nix.custom.conf" or null;
  isIncluded = lib.hasInfix include (toString (declared.text or ""));
  include = "!include nixfleet.conf";
in
{
  imports = [ ../_host/nix-custom-conf.nix ];

  nix = lib.mkMerge [
    {
      enable = lib.mkDefault false;
      package = lib.mkDefault pkgs.nix;
    }
    (lib.mkIf config.nix.enable {
      settings = caches // {
        trusted-users = trusted;
      };
      extraOptions = "extra-experimental-features = nix-command flakes";
    })
  ];

  # Not auto-optimise-store: on macOS it damages the store (NixOS/nix#7273).
  nixfleet.nixCustomConf = ''
    extra-trusted-users = ${words trusted}
    extra-substituters = ${words caches.substituters}
    extra-trusted-public-keys = ${words caches.trusted-public-keys}
  '';

  environment.etc."nix/nixfleet.conf" = lib.mkIf (!config.nix.enable) {
    text = config.nixfleet.nixCustomConf;
  };

  warnings = lib.optional (!config.nix.enable && declared != null && !isIncluded) ''
    environment.etc."nix/nix.custom.conf" is declared by another module, and does not include NixFleet's settings for Nix
    (caches, trusted users): add the line `${include}` to its text.'';

  # `!include` says nothing when the file is gone: a Mac that leaves the fleet keeps a working Nix.
  system.activationScripts.postActivation.text = lib.mkIf (!config.nix.enable && declared == null) (
    lib.mkBefore ''
      nixfleetConf=/etc/nix/nix.custom.conf
      if ! grep -qxF '${include}' "$nixfleetConf" 2>/dev/null; then
        echo >&2 "including nixfleet.conf in $nixfleetConf..."
        mkdir -p "$(dirname "$nixfleetConf")"
        # A last line without an end would swallow ours.
        if [[ -s $nixfleetConf && -n $(tail -c 1 "$nixfleetConf") ]]; then echo >>"$nixfleetConf"; fi
        echo '${include}' >>"$nixfleetConf"
      fi
    ''
  );
}
