_:
let
  address = import ../../lib/listen-address.nix;
  reads = text: port: {
    check = (address text).port == port;
    msg = "${text} is an address";
  };
  refuses = text: {
    check = address text == null;
    msg = "\"${text}\" is none";
  };
in
[
  (reads "0.0.0.0:8080" 8080)
  (reads "[::]:443" 443)
  (reads "[fe80::1%eth0]:1" 1)
  (reads "cp.example.com:65535" 65535)
  (refuses "0.0.0.0:0")
  (refuses "0.0.0.0:65536")
  (refuses ":8080")
  (refuses "::1:8080")
  (refuses "8080")
  (refuses "0.0.0.0:080")
  (refuses "http://0.0.0.0:8080")
  {
    check = (address "127.0.0.1:80").isLoopback && (address "[::1]:80").isLoopback;
    msg = "loopback is known";
  }
  {
    check = !(address "[::]:80").isLoopback;
    msg = "and all addresses are not it";
  }
]
