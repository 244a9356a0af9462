# `dist/`: the sources compiled and the command line bundled, by the script that `npm run build` runs.
{
  stdenv,
  nodejs,
  node-modules,
  common,
  src,
}:
stdenv.mkDerivation {
  pname = "nixfleet-built";
  inherit (common) version meta;
  inherit src;

  nativeBuildInputs = [ nodejs ];

  # A copy and not a link: bundles name the places of what is in them, and would refer to all of node_modules.
  buildPhase = ''
    export HOME=$TMPDIR
    cp -R ${node-modules}/node_modules node_modules
    # The demonstration is all that is built of the tests.
    node ${./only-reached.mjs} tests tests/demo/main.ts
    node .ci/build.mjs
  '';

  # Maps lead to sources that are not installed.
  installPhase = ''
    mkdir $out
    cp -R dist package.json $out
    rm $out/dist/.sources
    find $out -name '*.map' -delete
  '';

  dontConfigure = true;
  dontFixup = true;
  disallowedReferences = [
    node-modules
    nodejs
  ];
}
