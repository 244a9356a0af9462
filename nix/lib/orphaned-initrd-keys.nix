# Host keys that NixOS makes by itself, that the initrd shows whoever unlocks the machine, and that sshd of this host has not (policy
# has others): nobody makes them anew.
{
  lib,
  config,
  options,
}:
let
  initrd = config.boot.initrd.network.ssh or { };
  shown = lib.optionals (initrd.enable or false) (map toString (initrd.hostKeys or [ ]));
  paths = map (key: key.path or "");
  made = paths (options.services.openssh.hostKeys.default or [ ]);
in
lib.subtractLists (paths config.services.openssh.hostKeys) (lib.intersectLists made shown)
