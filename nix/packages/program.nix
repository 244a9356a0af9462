# One program: its rooms of `dist/`, the packages they load, and a command that starts it with the Node it was built for.
{
  lib,
  stdenv,
  bash,
  nodejs,
  built,
  modules,
  common,
}:
{
  pname,
  mainProgram ? pname,
  # The file of `dist/` that is started.
  main,
  # What is taken of `dist/`, and what of that is left out again.
  rooms,
  without ? [ ],
  # More folders, by their path beside `dist/`.
  extra ? { },
  # Packages whose programs are found after those of the user.
  tools ? [ ],
  hasCompletions ? false,
  description,
  license,
}:
let
  inherit (lib) concatMapStrings optionalString;
  isMit = license == lib.licenses.mit;
in
stdenv.mkDerivation {
  inherit pname;
  inherit (common) version;

  dontUnpack = true;
  nativeBuildInputs = [ nodejs ];
  installPhase = ''
    home=$out/lib/nixfleet
    mkdir -p $home $out/bin $out/share/doc/${pname}
    cp ${built}/package.json $home
    ln -s ${modules}/node_modules $home/node_modules
  ''
  + concatMapStrings (room: ''
    mkdir -p $home/dist/${dirOf room}
    cp -R ${built}/dist/${room} $home/dist/${room}
  '') rooms
  + concatMapStrings (folder: ''
    chmod -R u+w $home/dist
    rm -r $home/dist/${folder}
  '') without
  + concatMapStrings (folder: ''
    mkdir -p $home/${dirOf folder}
    cp -R ${extra.${folder}} $home/${folder}
  '') (lib.attrNames extra)
  + ''
    cp ${../../LICENSE-MIT} $out/share/doc/${pname}/LICENSE-MIT
    ${optionalString (!isMit) "cp ${../../LICENSE-AGPL-3.0} $out/share/doc/${pname}/LICENSE-AGPL-3.0"}
    {
      echo '#!${bash}/bin/bash'
      ${optionalString (tools != [ ]) "echo 'export PATH=\${PATH:+$PATH:}${lib.makeBinPath tools}'"}
      echo "exec ${nodejs}/bin/node $home/dist/${main} \"\$@\""
    } > $out/bin/${mainProgram}
    chmod +x $out/bin/${mainProgram}
  ''
  + optionalString hasCompletions ''
    mkdir -p $out/share/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
    $out/bin/${mainProgram} completions bash > $out/share/bash-completion/completions/${mainProgram}
    $out/bin/${mainProgram} completions zsh > $out/share/zsh/site-functions/_${mainProgram}
    $out/bin/${mainProgram} completions fish > $out/share/fish/vendor_completions.d/${mainProgram}.fish
  '';

  dontConfigure = true;
  dontBuild = true;
  # The command says what runs it; the demonstration's fleet is to stay as it is.
  dontPatchShebangs = true;

  meta = common.meta // {
    inherit description license mainProgram;
  };
}
