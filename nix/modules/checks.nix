# What `nix flake check` looks at.
#
#   eval-NAME         nix/tests/eval/NAME.nix; one that is not true can't even be instantiated, so that `--no-build` sees it
#   integration-NAME  the same of a file that is called so
#   host-NAME, fleet  what the modules of each test host assert, and of all of them together (flakeModules.tests)
#   vm-NAME           nix/tests/vm/NAME.nix, machines that are booted; x86_64-linux, on builders with the feature `kvm`: without
#                     it Nix refuses to build them (other Linux has them as legacyPackages.<system>.vmTests.NAME)
#   workspace-tests   the tests in TypeScript that need neither network nor Nix
#   treefmt           the format (formatter.nix)
{ inputs, lib, ... }:
let
  tests = import ../tests { inherit inputs; };

  vmTests = import ../lib/nix-files.nix { inherit lib; } ../tests/vm;
in
{
  imports = [ (import ./_flake { inherit inputs; }).tests ];

  perSystem =
    { system, nixfleetPackages, ... }:
    let
      pkgs = inputs.nixpkgs.legacyPackages.${system};
      evalCheck = import ../lib/eval-check.nix { inherit pkgs; };

      evaluated =
        name: failures:
        evalCheck name (
          if failures == [ ] then
            null
          else
            "${name} is not true:\n${lib.concatMapStringsSep "\n" (failure: "- ${failure}") failures}"
        );

      booted =
        _: file:
        pkgs.testers.runNixOSTest (
          import file {
            inherit inputs lib;
            packages = nixfleetPackages;
            inherit (tests) mkHost scopes;
            modules = import ../lib/service-modules.nix { inherit inputs; };
          }
        );

      named =
        prefix:
        let
          nameOf = name: if lib.hasPrefix "integration-" name then name else "${prefix}-${name}";
        in
        lib.mapAttrs' (name: lib.nameValuePair (nameOf name));
    in
    {
      checks =
        lib.mapAttrs evaluated (named "eval" tests.failures)
        // lib.optionalAttrs (system == "x86_64-linux") (lib.mapAttrs booted (named "vm" vmTests))
        // {
          workspace-tests = pkgs.callPackage ../packages/workspace-tests.nix {
            src = inputs.self;
            inherit (nixfleetPackages) node-modules better-sqlite3;
          };
        };

      legacyPackages = lib.optionalAttrs (lib.hasSuffix "-linux" system) {
        vmTests = lib.mapAttrs booted vmTests;
      };
    };
}
