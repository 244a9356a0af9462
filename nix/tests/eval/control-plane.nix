{
  hosts,
  lib,
  mkHost,
  ...
}:
let
  full = hosts.control-plane-test.config;
  command = full.systemd.services.nixfleet-control-plane.serviceConfig.ExecStart;
  has = word: lib.hasInfix ''"${word}"'' command;
  renewal = full.systemd.services.nixfleet-control-plane-renewal;
  made = full.systemd.tmpfiles.settings."10-nixfleet-control-plane";
  sandbox = full.systemd.services.nixfleet-control-plane.serviceConfig;

  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@test";
  plain =
    (mkHost {
      hostName = "cp-01";
      platform = "x86_64-linux";
      stateVersion = "25.11";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-control-plane.enable = true;
          users.users.root.openssh.authorizedKeys.keys = [ key ];
        }
      ];
    }).config;
  own = plain.systemd.services.nixfleet-control-plane.serviceConfig;
  kept =
    config:
    lib.findFirst (each: each.user == "nixfleet-cp") null config.nixfleet.persistence.directories;
in
[
  {
    check = builtins.all has [
      "--listen=[::]:443"
      "--db-path=/data/nixfleet-cp/state.db"
      "--metrics-listen=127.0.0.1:9100"
      "--max-connections=500"
      "--keep-reports=3"
      "--keep-audit=0"
      "--keep-events=30"
      "--keep-evidence=90"
      "--log-level=warn"
    ];
    msg = "every option is a flag";
  }
  {
    check =
      !(lib.hasInfix "/run/secrets" command) && has "--tls-key=/run/nixfleet-control-plane/tls-key";
    msg = "keys are given as copies that only the service can read";
  }
  {
    check = builtins.elem 443 full.networking.firewall.allowedTCPPorts;
    msg = "the firewall opens the port of an IPv6 address";
  }
  {
    check = !(builtins.elem 9100 full.networking.firewall.allowedTCPPorts);
    msg = "it does not open that of the metrics unless told";
  }
  {
    check = sandbox.CapabilityBoundingSet == [ "CAP_NET_BIND_SERVICE" ] && !sandbox.PrivateUsers;
    msg = "a port below 1024 takes one capability";
  }
  {
    check = own.CapabilityBoundingSet == [ "" ] && own.User == "nixfleet-cp";
    msg = "otherwise it has none, and is not root";
  }
  {
    check = own.StateDirectory == "nixfleet-cp" && !(own ? ReadWritePaths);
    msg = "systemd makes its folder";
  }
  {
    check =
      sandbox.ReadWritePaths == [ "/data/nixfleet-cp" ]
      && made."/data/nixfleet-cp".d.user == "nixfleet-cp";
    msg = "elsewhere than in /var/lib the folder is made with the right owner, and is all that can be written";
  }
  {
    check =
      (kept plain).directory == "/var/lib/nixfleet-cp"
      && (kept full).directory == "/data/nixfleet-cp"
      && (kept full).mode == "0700";
    msg = "an impermanent host keeps the database, wherever it is";
  }
  {
    check =
      full.systemd.timers ? nixfleet-control-plane-renewal
      && builtins.all (source: lib.hasInfix ''"${source}"'' renewal.serviceConfig.ExecStart) [
        "/run/secrets/cp.pem"
        "/run/secrets/cp-key.pem"
        "/etc/nixfleet/fleet-ca.pem"
        "/run/secrets/nixfleet-bootstrap"
      ];
    msg = "replaced certificates are taken over, and a replaced token";
  }
  {
    check = !(sandbox ? RuntimeDirectory);
    msg = "the service may not write where root does";
  }
  {
    check =
      full.systemd.services.nixfleet-control-plane.unitConfig.RequiresMountsFor == [
        "/data/nixfleet-cp"
      ];
    msg = "it waits for the file system that its database is on";
  }
  {
    check = !(plain.systemd.timers ? nixfleet-control-plane-renewal);
    msg = "nothing is looked for where there is nothing to look for";
  }
  {
    check = lib.any (lib.hasInfix "without TLS") plain.warnings;
    msg = "plain HTTP on every address is warned of, with what to set";
  }
  {
    check = !(lib.any (lib.hasInfix "nixfleet-control-plane") full.warnings);
    msg = "mutual TLS is not";
  }
  {
    check = full.users.users.nixfleet-cp.isSystemUser;
    msg = "its user is there";
  }
  {
    check = !(builtins.elem 8080 plain.networking.firewall.allowedTCPPorts);
    msg = "the firewall stays closed unless told";
  }
]
