# What `services.nixfleet-control-plane` contradicts itself or its host in: assertions and warnings, as the module system takes
# them. `others` are the ports of ours on the same host: `{ option; port; }`; `folders` are what others have there (see
# service-folders.nix).
{
  service,
  others,
  folders,
}:
let
  inherit (builtins) filter head;
  inherit (service) tls;

  option = name: "services.nixfleet-control-plane.${name}";
  must = assertion: message: { inherit assertion message; };
  warning = isWarranted: text: if isWarranted then [ text ] else [ ];

  address = import ./listen-address.nix;
  listen = address service.listen;
  metrics = if service.metricsListen == null then null else address service.metricsListen;
  state = import ./state-folder.nix service.dbPath;

  # Ours gets another owner and is closed to everybody else. What is in somebody's home may be right; what is in another
  # service's folder is gone with it, or out of reach.
  isIn = import ./is-in.nix;
  taken = filter (
    other: isIn state.folder other.folder || !other.isHome && isIn other.folder state.folder
  ) folders;
  folderProblem =
    if state.problem != null then
      state.problem
    else if taken != [ ] then
      let
        other = head taken;
      in
      "${service.dbPath} would take ${state.folder} for the control plane alone, but ${other.folder} belongs to ${other.option}; choose a folder of its own, like /var/lib/nixfleet-cp"
    else
      null;

  addressRule =
    name: text: found:
    must (found != null)
      "${option name} is \"${text}\", which is no HOST:PORT with a port from 1 to 65535: write it like \"0.0.0.0:8080\", \"[::]:8080\" or \"127.0.0.1:8080\".";

  own =
    filter (each: each.address != null) [
      {
        option = option "listen";
        address = listen;
      }
      {
        option = option "metricsListen";
        address = metrics;
      }
    ];
  clashes = builtins.concatMap (
    mine:
    map (
      other:
      must false "${mine.option} and ${other.option} both want port ${toString other.port}: give one of them another."
    ) (filter (other: other.port == mine.address.port) others)
  ) own;
in
{
  assertions = [
    (addressRule "listen" service.listen listen)
    (must (tls.cert == null || tls.key != null)
      "${option "tls.cert"} is set to ${toString tls.cert}, but ${option "tls.key"} is not: set both, or neither."
    )
    (must (tls.key == null || tls.cert != null)
      "${option "tls.key"} is set to ${toString tls.key}, but ${option "tls.cert"} is not: set both, or neither."
    )
    (must (tls.clientCa == null || tls.cert != null && tls.key != null)
      "${option "tls.clientCa"} is set to ${toString tls.clientCa}, but without ${option "tls.cert"} and ${option "tls.key"} there is no TLS in which a client could show a certificate: set them too."
    )
    (must (folderProblem == null) "${option "dbPath"}: ${toString folderProblem}.")
    (must (!service.metricsOpenFirewall || service.metricsListen != null)
      "${option "metricsOpenFirewall"} is set, but ${option "metricsListen"} is not: /metrics is on the port of ${option "listen"}, which ${option "openFirewall"} opens."
    )
  ]
  ++ (
    if service.metricsListen == null then
      [ ]
    else
      [ (addressRule "metricsListen" service.metricsListen metrics) ]
  )
  ++ clashes
  ++ (
    if listen != null && metrics != null && listen.port == metrics.port then
      [
        (must false
          "${option "listen"} and ${option "metricsListen"} both want port ${toString listen.port}: give one of them another."
        )
      ]
    else
      [ ]
  );

  warnings =
    warning (listen != null && !listen.isLoopback && tls.cert == null)
      "${option "listen"} = \"${service.listen}\" without TLS: keys go over the network as they are, and anybody on the way can tell machines what to run. Set ${option "tls.cert"}, ${option "tls.key"} and ${option "tls.clientCa"} (docs/nix/mtls.md), or listen on 127.0.0.1 behind a proxy."
    ++
      warning (listen != null && !listen.isLoopback && tls.cert != null && tls.clientCa == null)
        "${option "tls.clientCa"} is not set: anybody who reaches ${service.listen} can report for any machine. Set it to the certificate of the fleet's authority (docs/nix/mtls.md).";
}
