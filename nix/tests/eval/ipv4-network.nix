_:
let
  ipv4 = import ../../lib/ipv4-network.nix;
  network = ipv4.parse "192.168.83.129/25";
in
[
  {
    check = ipv4.address "192.168.83.1" == 3232256769;
    msg = "an address is a number";
  }
  {
    check =
      network.first == ipv4.address "192.168.83.128"
      && network.last == ipv4.address "192.168.83.255";
    msg = "a network has a first and a last address";
  }
  {
    check = builtins.all (text: ipv4.parse text == null) [
      "10.0.0.256/24"
      "10.0.0.1"
      "10.0.0.1/31"
    ];
    msg = "what is no network is not read";
  }
  {
    check = (ipv4.range "10.0.0.2,10.0.0.9,1h").end - (ipv4.range "10.0.0.2,10.0.0.9").start == 7;
    msg = "a range has its ends, with a lease and without";
  }
  {
    check = ipv4.range "10.0.0.2-10.0.0.9" == null;
    msg = "and what is none is not read";
  }
]
