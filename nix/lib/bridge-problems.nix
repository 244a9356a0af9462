# What is wrong with the network of a MicroVM host: the bridge's name and address, and the addresses that guests get.
# Assertions as the module system takes them.
{ bridge, dhcp }:
let
  ipv4 = import ./ipv4-network.nix;

  network = ipv4.parse bridge.address;
  range = ipv4.range dhcp.range;
  option = name: "services.nixfleet-microvm-host.${name}";
  must = assertion: message: { inherit assertion message; };
  given = "${option "dhcp.range"} = \"${dhcp.range}\"";
in
[
  (must (network != null)
    "${option "bridge.address"} = \"${bridge.address}\" is no IPv4 address with the length of its network: write it like \"10.42.0.1/24\" (at most /30)."
  )
  (must (network == null || network.number != network.first && network.number != network.last)
    "${option "bridge.address"} = \"${bridge.address}\" is the name or the broadcast of its network: give the host an address in between."
  )
]
++ (
  if !dhcp.enable then
    [ ]
  else
    [
      (must (range != null)
        "${given} is no range of dnsmasq: write it like \"10.42.0.10,10.42.0.254,1h\" (first, last, lease)."
      )
      (must (range == null || range.start <= range.end) "${given} ends before it begins.")
      (must
        (
          network == null
          || range == null
          || range.start > network.first && range.end < network.last
        )
        "${given} is not within ${bridge.address}, the network of ${option "bridge.address"}: change one of them."
      )
      (must
        (
          network == null
          || range == null
          || network.number < range.start
          || network.number > range.end
        )
        "${given} has the address of the bridge itself (${bridge.address}) in it: leave it out."
      )
    ]
)
