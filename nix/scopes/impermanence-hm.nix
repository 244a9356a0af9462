# What of a home is kept on a host whose root is wiped at every boot: a Home Manager module for hosts that do not keep homes
# whole (`nixfleet.impermanence.keepHomes`). A list for a start: name what is yours in `home.persistence` besides.
{
  config,
  lib,
  options,
  osConfig,
  ...
}:
let
  impermanence = osConfig.nixfleet.impermanence or { enable = false; };
  secrets = osConfig.nixfleet.secrets or { enable = false; };
  # The secrets scope keeps the directory of the primary user's key itself, and a directory may be named once.
  keepsKeys =
    secrets.enable
    && secrets.identityPaths.enableUserKey
    && secrets.identityPaths.userKey != null
    && dirOf secrets.identityPaths.userKey == "${config.home.homeDirectory}/.keys";

  kept = {
    home.persistence.${impermanence.persistRoot} = {
      hideMounts = true;
      directories = lib.optional (!keepsKeys) ".keys" ++ [
        ".cache/nvim"
        ".cache/tmux"
        ".config/gh"
        ".local/share/nix"
        ".local/share/nvim"
        ".local/share/src"
        ".local/share/zoxide"
        ".local/share/zsh"
        ".zplug"
      ];
      files = [ ".ssh/known_hosts" ];
    };
  };
in
{
  # The option comes with the impermanence module; a Mac has none.
  config = lib.mkIf (impermanence.enable && !impermanence.keepHomes) (
    lib.optionalAttrs (options.home ? persistence) kept
  );
}
