# The packages that the programs load: without those of development, without sources and types, with SQLite compiled.
{
  stdenv,
  nodejs,
  node-modules,
  better-sqlite3,
  common,
}:
stdenv.mkDerivation {
  pname = "nixfleet-modules";
  inherit (common) version meta;

  dontUnpack = true;
  nativeBuildInputs = [ nodejs ];

  buildPhase = ''
    cp -R ${node-modules}/node_modules node_modules
    chmod -R u+w node_modules
    node ${./remove-development.mjs} ${../../package-lock.json}
    find node_modules -name .bin -prune -exec rm -r {} +
    find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete
    rm -r node_modules/better-sqlite3/deps node_modules/better-sqlite3/src
    cp -R --no-preserve=mode ${better-sqlite3}/. node_modules/better-sqlite3
    find node_modules -type d -empty -delete
  '';

  installPhase = ''
    mkdir $out
    mv node_modules $out
  '';

  dontConfigure = true;
  # None of their scripts is run: what they are run with is no dependency.
  dontPatchShebangs = true;
  disallowedReferences = [
    node-modules
    nodejs
  ];
}
