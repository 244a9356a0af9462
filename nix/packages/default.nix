# The four programs and the demonstration, from one source and one lock:
#
#   node-modules     what npm installs, by the hash of its content (network, no scripts)
#   better-sqlite3   the one compiled part, with the headers of the Node that runs it
#   built            `dist/`, as `npm run build` makes it
#   modules          what the programs load at run time
#
# Use it as `pkgs.callPackage ./nix/packages { }`; `.override { nodejs = ...; }` takes another Node.
{
  lib,
  stdenv,
  nodejs,
  nodejs-slim ? nodejs,
  python3,
  bash,
  cacert,
  cctools ? null,
  git,
  gitMinimal ? git,
  openssh,
  util-linux,
}:
let
  inherit (lib) licenses;

  manifest = lib.importJSON ../../package.json;
  lock = lib.importJSON ../../package-lock.json;

  common = {
    inherit (manifest) version;
    meta = {
      platforms = lib.attrNames (lib.importJSON ./node-modules.json).systems;
    };
  };

  node-modules = import ./node-modules.nix {
    inherit
      lib
      stdenv
      nodejs
      cacert
      common
      ;
  };

  better-sqlite3 = import ./better-sqlite3.nix {
    inherit
      lib
      stdenv
      nodejs
      python3
      cctools
      node-modules
      common
      ;
    inherit (lock.packages."node_modules/better-sqlite3") version;
  };

  built = import ./built.nix {
    inherit
      stdenv
      nodejs
      node-modules
      common
      ;
    src = import ../lib/source.nix {
      name = "nixfleet-source";
      root = ../..;
      files = [
        ".ci/board.mjs"
        ".ci/build.mjs"
        ".ci/bundle.mjs"
        ".ci/declarations.json"
        ".ci/drawings.mjs"
        ".ci/step.mjs"
        "agent"
        "cli"
        "machines"
        "nix/compliance/catalogue"
        "package-lock.json"
        "package.json"
        "services"
        "tests/demo"
        "tests/support"
        "tsconfig.json"
      ];
    };
  };

  modules = import ./modules.nix {
    inherit
      stdenv
      nodejs
      node-modules
      better-sqlite3
      common
      ;
  };

  program = import ./program.nix {
    inherit
      lib
      stdenv
      bash
      built
      modules
      common
      ;
    # Without npm, unless somebody gave another Node alone: the addon loads only in the one it was compiled for.
    nodejs = if lib.getVersion nodejs-slim == lib.getVersion nodejs then nodejs-slim else nodejs;
  };

  # The rooms that are MIT; those of the control plane are not among them (docs/decisions/0004).
  shared = [
    "drawings"
    "machines"
    "nix/compliance/catalogue"
    "services/actors"
    "services/api"
    "services/compliance"
    "services/draw"
    "services/host"
    "services/store"
  ];
in
{
  inherit
    node-modules
    better-sqlite3
    built
    modules
    ;

  nixfleet-agent = program {
    pname = "nixfleet-agent";
    main = "agent/main.js";
    rooms = shared ++ [ "agent" ];
    without = [ "services/actors/thread" ];
    description = "Agent of NixFleet: fetches, activates, verifies and takes back what a machine should run";
    license = licenses.mit;
  };

  nixfleet-compliance = program {
    pname = "nixfleet-compliance";
    main = "agent/compliance/bin/nixfleet-compliance.js";
    rooms = shared ++ [ "agent/compliance" ];
    without = [ "services/actors/thread" ];
    description = "Compliance evidence of a NixOS machine: probes, signatures, compliance-check";
    license = licenses.mit;
  };

  nixfleet-control-plane = program {
    pname = "nixfleet-control-plane";
    main = "services/server/main.js";
    rooms = [
      "board"
      "drawings"
      "machines"
      "nix/compliance/catalogue"
      "services"
    ];
    description = "Control plane of NixFleet: machines, releases and staged rollouts with health gates";
    license = licenses.agpl3Only;
  };

  nixfleet-cli = program {
    pname = "nixfleet-cli";
    mainProgram = "nixfleet";
    main = "bin/nixfleet.cjs";
    rooms = [
      "bin"
      "drawings"
    ];
    # After what the user has: their own ssh knows their agent and their configuration. Nix is theirs in any case.
    tools = [
      gitMinimal
      openssh
    ];
    hasCompletions = true;
    description = "Command line of NixFleet: releases, rollouts, and a fleet's state";
    license = licenses.mit;
  };

  nixfleet-demo = program {
    pname = "nixfleet-demo";
    main = "tests/demo/main.js";
    rooms = [
      "agent"
      "bin"
      "board"
      "drawings"
      "machines"
      "nix/compliance/catalogue"
      "services"
      "tests/demo"
      "tests/support"
    ];
    extra = {
      "nix/templates/demo" = ../templates/demo;
    };
    tools = [
      gitMinimal
      openssh
    ]
    ++ lib.optional stdenv.hostPlatform.isLinux util-linux;
    description = "A fleet of six machines on this one: the real programs and real Nix, nothing simulated";
    license = [
      licenses.mit
      licenses.agpl3Only
    ];
  };
}
