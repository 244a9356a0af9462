# The tests in TypeScript that need neither network nor Nix; the runner itself leaves the others out, and names them.
{
  lib,
  stdenv,
  nodejs,
  git,
  openssh,
  openssl,
  procps,
  src,
  node-modules,
  better-sqlite3,
}:
stdenv.mkDerivation {
  pname = "nixfleet-workspace-tests";
  inherit (lib.importJSON ../../package.json) version;
  inherit src;

  nativeBuildInputs = [
    nodejs
    git
    openssh
    openssl
    procps
  ];

  buildPhase = ''
    export HOME=$TMPDIR
    cp -R ${node-modules}/node_modules node_modules
    chmod -R u+w node_modules
    cp -R --no-preserve=mode ${better-sqlite3}/. node_modules/better-sqlite3
    # The rules of the house are about what git tracks.
    git init --quiet && git add --all
    node .ci/build.mjs
    node .ci/test.mjs
  '';

  installPhase = ''
    touch $out
  '';

  # They talk to servers of their own.
  __darwinAllowLocalNetworking = true;
  dontConfigure = true;
  dontFixup = true;

  meta.description = "The tests of NixFleet that need neither network nor Nix";
}
