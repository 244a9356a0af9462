# nixpkgs' `callPackage` as far as nix/packages uses it, over what the machine has: its shell, its compilers and its Node run
# the phases, without a sandbox. For builds without nixpkgs; `npm run nix:packages` makes them.
{
  # The folder of a nixpkgs, or of its `lib` alone.
  nixpkgs,
  # Where Node is installed: its `bin/node`, `include/node` and `lib/node_modules/npm`.
  node,
  # A folder with `etc/ssl/certs/ca-bundle.crt`.
  cacert,
  # PATH of the builders.
  path,
}:
let
  lib = import (nixpkgs + "/lib");

  # Where the machine has a program, in place of a package.
  prefix = file: dirOf (dirOf file);

  mkDerivation =
    {
      name ? "${args.pname}-${args.version}",
      meta,
      env ? { },
      ...
    }@args:
    derivation (
      removeAttrs args [
        "env"
        "meta"
        "nativeBuildInputs"
      ]
      // env
      // {
        inherit name;
        system = builtins.currentSystem;
        builder = "/bin/bash";
        PATH = path;
        args = [
          "-euo"
          "pipefail"
          "-c"
          ''
            export TMPDIR=$NIX_BUILD_TOP
            cd $NIX_BUILD_TOP
            if [ -n "''${src-}" ]; then cp -R $src source; chmod -R u+w source; cd source; fi
            eval "''${buildPhase-}"
            eval "''${installPhase-}"
          ''
        ];
      }
    )
    // {
      inherit meta;
    };

  # As nixpkgs has Node today: links to one that has no npm, and to npm.
  nodejs-slim = {
    name = "nodejs-slim-0";
    outPath = node;
  };
  nodejs = derivation {
    name = "nodejs-0";
    system = builtins.currentSystem;
    builder = "/bin/bash";
    PATH = path;
    args = [
      "-euc"
      # The shell ends it: Nix kills who closes its output before it ends, as ln does.
      "mkdir -p $out/bin && ln -s ${node}/bin/* $out/bin && ln -s ${node}/include ${node}/lib $out; exit $?"
    ];
  };

  pkgs = {
    inherit
      lib
      cacert
      nodejs
      nodejs-slim
      ;
    stdenv = {
      inherit mkDerivation;
      hostPlatform = lib.systems.elaborate builtins.currentSystem;
    };
    python3 = null;
    bash = prefix "/bin/bash";
    git = prefix "/usr/bin/git";
    openssh = prefix "/usr/bin/ssh";
    util-linux = prefix "/usr/bin/flock";
  };
  callPackage =
    file: args:
    let
      function = import file;
    in
    function (builtins.intersectAttrs (builtins.functionArgs function) pkgs // args);
in
callPackage ../../packages { }
