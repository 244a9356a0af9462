# `nix develop`: what `npm run check`, `npm test` and the build of better-sqlite3 take. Nix is your own.
{ inputs, ... }:
{
  perSystem =
    { system, ... }:
    let
      pkgs = inputs.nixpkgs.legacyPackages.${system};
    in
    {
      devShells.default = pkgs.mkShell {
        # Node comes with npm, and the shell with a C++ compiler.
        packages = [
          pkgs.age
          pkgs.git
          pkgs.gnumake
          pkgs.nodejs
          pkgs.openssh
          pkgs.python3
          pkgs.shellcheck
        ];
      };
    };
}
