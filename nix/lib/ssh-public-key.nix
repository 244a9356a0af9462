# Types of SSH keys as they stand in authorized_keys. A typing error here locks somebody out of a machine, so that what is
# no key (a private key, the name of a file, one that lost a character) is refused where it is written.
{ lib }:
let
  inherit (lib) types;
  # All of one kind have the same length and the same beginning; others are at least the beginning of their kind's name.
  ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}";
  other = "(ssh-(rsa|dss|[^ \n]+-cert-[^ \n]+)|ecdsa-[^ \n]+|sk-[^ \n]+) AAAA[A-Za-z0-9+/]+=*";
in
{
  # Of a host: nothing stands before it.
  sshHostKey = types.strMatching "(${ed25519}|${other})( .*)?" // {
    description = "public SSH key of a host, as in /etc/ssh/ssh_host_ed25519_key.pub (\"ssh-ed25519 AAAA...\")";
  };
  sshPublicKey = types.strMatching "([^\n]* )?(${ed25519}|${other})( [^\n]*)?" // {
    description = "public SSH key, as in authorized_keys (\"ssh-ed25519 AAAA... comment\")";
  };
}
