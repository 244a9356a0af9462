# Who logs in. A fleet whose keys nobody has put in is refused: its hosts would let nobody in.
{ lib, fleet, ... }:
let
  keys =
    if fleet.operatorKeys == [ ] || lib.any (lib.hasInfix "REPLACE-WITH") fleet.operatorKeys then
      throw "Nobody could log in to this fleet: put your own public keys into `operatorKeys` in fleet.nix (cat ~/.ssh/id_ed25519.pub shows yours; ssh-keygen -t ed25519 makes one)."
    else
      fleet.operatorKeys;
in
{
  nixfleet.operators = {
    rootSshKeys = keys;
    users.admin = {
      isAdmin = true;
      sshAuthorizedKeys = keys;
    };
  };
  nixfleet.firewall.sshRateLimit.exempt = fleet.operatorAddresses;
}
