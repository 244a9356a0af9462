# What the agent is started with: `settings` is the value of `services.nixfleet-agent`, `program` the argv that starts
# it.
#
# Tags are not here: v0.1.1 has them in the environment, where fleets look for them. Nor is the directory of evidence, which older
# agents do not know.
{ program, settings }:
let
  inherit (settings) tls;

  value = import ./flag.nix;
  switch = name: isOn: if isOn then [ "--${name}" ] else [ ];
in
program
++ builtins.concatLists [
  (value "control-plane-url" settings.controlPlaneUrl)
  (value "machine-id" settings.machineId)
  (value "poll-interval" settings.pollInterval)
  (value "retry-interval" settings.retryInterval)
  (value "db-path" settings.dbPath)
  (value "health-config" "/etc/nixfleet/health-checks.json")
  (value "health-interval" settings.healthInterval)
  (value "cache-url" settings.cacheUrl)
  (switch "dry-run" settings.dryRun)
  (switch "allow-insecure" settings.allowInsecure)
  (value "ca-cert" tls.caCert)
  (value "client-cert" tls.clientCert)
  (value "client-key" tls.clientKey)
  (value "metrics-port" settings.metricsPort)
  (value "metrics-host" (if settings.metricsPort == null then null else settings.metricsHost))
  (value "confirm-timeout" settings.confirmTimeout)
  (value "activation-timeout" settings.activationTimeout)
  (value "activation-mode" settings.activationMode)
  (value "fetch-stall" settings.fetchStall)
  (value "on-drift" settings.onDrift)
  (value "link" settings.link)
  (switch "require-signatures" settings.requireSignatures)
]
