# The addon of better-sqlite3, compiled with the headers that are part of the Node it will run in: nothing is downloaded.
# A derivation of its own, because it takes minutes and changes with the lock only; copied over the package it completes that.
{
  lib,
  stdenv,
  nodejs,
  python3,
  cctools,
  node-modules,
  common,
  version,
}:
stdenv.mkDerivation {
  pname = "nixfleet-better-sqlite3";
  inherit version;

  dontUnpack = true;
  nativeBuildInputs = [
    nodejs
    python3
  ]
  ++ lib.optional stdenv.hostPlatform.isDarwin (cctools.libtool or cctools);

  buildPhase = ''
    export HOME=$TMPDIR
    cp -R ${node-modules}/node_modules/better-sqlite3 package
    chmod -R u+w package
    cd package
    node ${nodejs}/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js \
      rebuild --release --nodedir=${nodejs} --jobs=''${NIX_BUILD_CORES:-1}
  '';

  installPhase = ''
    mkdir -p $out/build/Release
    cp build/Release/better_sqlite3.node $out/build/Release
  '';

  dontConfigure = true;
  disallowedReferences = [
    node-modules
    nodejs
  ];

  meta = common.meta // {
    description = "SQLite for Node, as NixFleet uses it";
    license = lib.licenses.mit;
  };
}
