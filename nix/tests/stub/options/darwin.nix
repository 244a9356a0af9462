# nix-darwin.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    bool
    lines
    list
    named
    on
    option
    perhaps
    text
    ;
  started = {
    command = text;
    script = lines;
    path = list (types.either types.path types.str);
    environment = option (types.attrsOf (types.either types.str (types.listOf types.str))) { };
    # Its keys are launchd's.
    serviceConfig = option (types.attrsOf types.anything) { };
  };
in
{
  options = {
    launchd.daemons = named started;
    launchd.user.agents = named started;
    security.pam.services.sudo_local = {
      touchIdAuth = bool;
      reattach = bool;
      text = lines;
    };
    security.sudo.extraConfig = perhaps types.lines;
    system.checks.verifyNixPath = on;
    system.primaryUser = perhaps types.str;
  };
}
