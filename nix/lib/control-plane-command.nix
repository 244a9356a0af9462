# The command line of the control plane: what its options are as flags. `service` is what the module's options hold.
#
# Left out: --shards, which is for tests; --ready-file, because systemd asks /ready or looks at the unit.
{ program, service }:
let
  flag = import ./flag.nix;
in
builtins.concatLists [
  [ program ]
  (flag "listen" service.listen)
  (flag "db-path" service.dbPath)
  (flag "tls-cert" service.tls.cert)
  (flag "tls-key" service.tls.key)
  (flag "client-ca" service.tls.clientCa)
  (flag "bootstrap-token-file" service.bootstrapTokenFile)
  (flag "metrics-listen" service.metricsListen)
  (flag "max-connections" service.maxConnections)
  (flag "keep-reports" service.keepReports)
  (flag "keep-audit" service.keepAudit)
  (flag "keep-events" service.keepEvents)
  (flag "keep-evidence" service.keepEvidence)
  (flag "log-level" service.logLevel)
]
