# A check that is true when it can be instantiated: what is false is thrown, so that `nix flake check --no-build` sees it, too.
# Its name is there in any case: `nix flake show` asks for no more, and shows the rest of the flake. `problem`: what is said when
# something is false; null: nothing is.
{ pkgs }:
name: problem:
pkgs.runCommand name {
  verdict = if problem == null then "${name}: true" else throw "\n${problem}";
} ''echo "$verdict" >"$out"''
