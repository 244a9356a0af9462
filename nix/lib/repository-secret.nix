# Whether the address of a restic or Borg repository has a password or a token in it. They write addresses that are no URLs
# to anybody else: with the kind of the repository in front (`rest:https://...`), and a user of SFTP is a user of ssh.
repository:
let
  parts = builtins.match "[a-z0-9]+:([a-z]+://.*)" repository;
  url = if parts == null then repository else builtins.head parts;
  overSsh = builtins.match "sftp(://.*)" url;
in
import ./url-secret.nix (if overSsh == null then url else "ssh${builtins.head overSsh}")
