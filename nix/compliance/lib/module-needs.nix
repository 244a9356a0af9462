# Which kernel modules come with others: who asks for one needs those, too.
let
  inherit (builtins) any replaceStrings;
  # A module's name may be written with either.
  asListed = replaceStrings [ "-" ] [ "_" ];
  isSame = one: other: asListed one == asListed other;

  # By the module that is needed. A disk that speaks UAS is left to `uas` by usb-storage, which `uas` in turn is built on.
  neededBy = {
    usb-storage = [ "uas" ];
    uas = [ "usb-storage" ];
    firewire-core = [
      "firewire-ohci"
      "firewire-sbp2"
      "firewire-net"
    ];
    firewire-ohci = [
      "firewire-sbp2"
      "firewire-net"
    ];
    thunderbolt = [ "thunderbolt-net" ];
  };
in
{
  # Whether a host that asks for a module has to have this one.
  isOpenedBy = module: asked: any (isSame asked) ([ module ] ++ neededBy.${module} or [ ]);
}
