# A script of the backup as a program. They lie in one folder, where they read each other.
{ pkgs }:
name:
pkgs.writeShellScript "nixfleet-backup-${name}" ''
  exec ${pkgs.bash}/bin/bash ${./scripts}/${name}.sh "$@"
''
