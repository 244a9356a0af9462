/** `services.nixfleet-agent` as it is when nothing but the control plane is set; `package` and checks aside. */
export const AGENT_SETTINGS = {
  controlPlaneUrl: 'https://cp.test:8080',
  machineId: 'web-01',
  pollInterval: 60,
  retryInterval: 30,
  healthInterval: 60,
  dbPath: '/var/lib/nixfleet/state.db',
  cacheUrl: null as string | null,
  dryRun: false,
  allowInsecure: false,
  tls: { caCert: null, clientCert: null, clientKey: null } as Readonly<
    Record<'caCert' | 'clientCert' | 'clientKey', string | null>
  >,
  metricsPort: null as number | null,
  metricsHost: '0.0.0.0',
  metricsOpenFirewall: false,
  tags: [] as readonly string[],
  confirmTimeout: 120,
  activationTimeout: 900,
  activationMode: 'test-then-boot',
  fetchStall: 120,
  onDrift: 'report',
  link: 'auto',
  requireSignatures: false,
  evidenceDir: null as string | null,
};

/** Settings beside or instead of the usual ones. */
export type AgentSettings = Partial<typeof AGENT_SETTINGS>;

/** An agent's settings. */
export const agentSettings = (settings: AgentSettings = {}): typeof AGENT_SETTINGS => ({
  ...AGENT_SETTINGS,
  ...settings,
});
