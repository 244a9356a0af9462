# A script of nix/apps as a flake app: with the programs that it needs on PATH, and told by its environment where Nix keeps the
# rest. `nix` itself is the caller's: that of the daemon which will build.
{ pkgs }:
{
  name,
  description,
  runtimeInputs ? [ ],
  runtimeEnv ? { },
}:
let
  inherit (pkgs) lib;

  # What the scripts use of a system of one's own; macOS has some of it in other versions.
  everywhere = [
    pkgs.bash
    pkgs.coreutils
    pkgs.gnugrep
  ];

  program = pkgs.writeShellApplication {
    inherit name runtimeEnv;
    runtimeInputs = everywhere ++ runtimeInputs;
    text = ''exec bash ${../apps}/${name}.sh "$@"'';
    meta = {
      inherit description;
      mainProgram = name;
    };
  };
in
{
  type = "app";
  program = lib.getExe program;
  meta = { inherit description; };
}
