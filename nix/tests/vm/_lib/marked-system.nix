# A system that stands in for a new one where real switches would take the test's time: all of `base`, and a
# `switch-to-configuration` that writes down what it was told and becomes what runs. It refers to `base`, by which a test sees
# that it was really registered in the store of a machine.
{
  runCommand,
  coreutils,
  base,
  marker,
}:
runCommand "nixos-system-${marker}" { } ''
  mkdir -p "$out/bin"
  for file in ${base}/*; do
    [ "$(basename "$file")" = bin ] || ln -s "$file" "$out/"
  done
  cat >"$out/bin/switch-to-configuration" <<EOF
  #!/bin/sh
  set -eu
  echo "\$1 ${marker}" >>/var/lib/switches
  [ "\$1" = boot ] || ${coreutils}/bin/ln -sfn "$out" /run/current-system
  EOF
  chmod +x "$out/bin/switch-to-configuration"
''
