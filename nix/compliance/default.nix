# The modules of compliance by the names under which a fleet imports them.
let
  filesOf =
    folder:
    builtins.listToAttrs (
      map (file: {
        name = builtins.head (builtins.match "(.*)[.]nix" file);
        value = folder + "/${file}";
      }) (builtins.attrNames (builtins.readDir folder))
    );
in
filesOf ./frameworks
// {
  governance = ./governance.nix;
  evidence = ./evidence.nix;
  compliance-check = ./check.nix;
  controls = filesOf ./controls;
}
