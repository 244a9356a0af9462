# `checkFleet self` is what it was given, a flake or a set with `nixosConfigurations` and `darwinConfigurations`; or it throws
# with everything that is wrong with the hosts together. It looks at every host, so it belongs into a check rather than around what one host is built from.
fleet:
let
  problems = import ./fleet-problems.nix fleet;
in
if problems == [ ] then
  fleet
else
  throw "\nThe fleet is not well:\n${
    builtins.concatStringsSep "\n" (map (problem: "- ${problem}.") problems)
  }"
