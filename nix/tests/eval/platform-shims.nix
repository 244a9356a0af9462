# Hosts that are not made by mkHost: nothing but the shim and who they are.
{
  inputs,
  scopes,
  ...
}:
let
  hostSpec = {
    hostName = "own-01";
    userName = "deploy";
    timeZone = "Europe/Paris";
    locale = "fr_FR.UTF-8";
    keyboardLayout = "fr";
  };
  nixos =
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        scopes.platform.nixos-base
        { inherit hostSpec; }
      ];
    }).config;
  darwin =
    (inputs.darwin.lib.darwinSystem {
      specialArgs = { };
      modules = [
        scopes.platform.darwin-base
        { inherit hostSpec; }
      ];
    }).config;
  hasFlakes = config: builtins.elem "flakes" config.nix.settings.experimental-features;
in
[
  {
    check = nixos.time.timeZone == "Europe/Paris" && nixos.i18n.defaultLocale == "fr_FR.UTF-8";
    msg = "time zone and language are hostSpec's";
  }
  {
    check = nixos.console.keyMap == "fr";
    msg = "the keyboard is hostSpec's";
  }
  {
    check = hasFlakes nixos && hasFlakes darwin;
    msg = "flakes work";
  }
  {
    check = darwin.time.timeZone == "Europe/Paris";
    msg = "a Mac's time zone is hostSpec's";
  }
]
