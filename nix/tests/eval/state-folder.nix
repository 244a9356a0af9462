# Where a database may be.
_:
let
  state = import ../../lib/state-folder.nix;
  isFine = path: (state path).problem == null;
in
map
  (path: {
    check = isFine path;
    msg = "${path} is a place for a database";
  })
  [
    "/var/lib/nixfleet-cp/state.db"
    "/var/lib/nixfleet/cp/state.db"
    "/data/nixfleet/state.db"
    "/homes/nixfleet/state.db"
    "/srv/nixfleet/state.db"
    "/var/lib/nixosaic/state.db"
  ]
++
  map
    (path: {
      check = !isFine path;
      msg = "${path} is none";
    })
    [
      "/state.db"
      "/var/lib/state.db"
      "/srv/state.db"
      "/home/alice/cp/state.db"
      "/tmp/cp/state.db"
      "/run/nixfleet/state.db"
      "/var/lib/../../etc/state.db"
      "/var/lib/nixos/state.db"
      "/var/lib/systemd/cp/state.db"
      "/var/lib/private/cp/state.db"
      "${builtins.storeDir}/cp/state.db"
    ]
++ [
  {
    check =
      (state "/var/lib/nixfleet-cp/state.db").stateDirectory == "nixfleet-cp"
      && (state "/var/lib/nixfleet-cp-2/a/state.db").stateDirectory == "nixfleet-cp-2/a";
    msg = "systemd makes what is called like the service below /var/lib";
  }
  {
    check =
      (state "/data/nixfleet-cp/state.db").stateDirectory == null
      && (state "/var/lib/something/state.db").stateDirectory == null;
    msg = "and nothing else: it would give the service all that is in there";
  }
]
