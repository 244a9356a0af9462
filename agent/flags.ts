/** How a flag's value is read. */
export type FlagKind = 'text' | 'seconds' | 'port' | 'switch' | 'list';

/** One flag of the agent. */
export interface Flag {
  readonly name: string;
  readonly kind: FlagKind;
  readonly env?: string;
  readonly isRequired?: boolean;
  readonly standard?: string;
  readonly meaning: string;
}

/** All flags, in the order of the help. */
export const FLAGS = [
  {
    name: 'control-plane-url',
    kind: 'text',
    env: 'NIXFLEET_CONTROL_PLANE_URL',
    isRequired: true,
    meaning: 'URL of the control plane',
  },
  {
    name: 'machine-id',
    kind: 'text',
    env: 'NIXFLEET_MACHINE_ID',
    isRequired: true,
    meaning: 'who this machine is; with mTLS the CN of the client certificate',
  },
  {
    name: 'poll-interval',
    kind: 'seconds',
    env: 'NIXFLEET_POLL_INTERVAL',
    standard: '60',
    meaning: 'seconds between polls',
  },
  {
    name: 'retry-interval',
    kind: 'seconds',
    env: 'NIXFLEET_RETRY_INTERVAL',
    standard: '30',
    meaning: 'seconds to the next poll after one that failed',
  },
  {
    name: 'cache-url',
    kind: 'text',
    env: 'NIXFLEET_CACHE_URL',
    meaning: 'binary cache to fetch from when the control plane names none',
  },
  {
    name: 'db-path',
    kind: 'text',
    env: 'NIXFLEET_DB_PATH',
    standard: '/var/lib/nixfleet/state.db',
    meaning: 'SQLite file of the agent',
  },
  { name: 'dry-run', kind: 'switch', meaning: 'check and fetch, never apply' },
  {
    name: 'allow-insecure',
    kind: 'switch',
    env: 'NIXFLEET_ALLOW_INSECURE',
    meaning: 'accept an http:// control plane',
  },
  {
    name: 'ca-cert',
    kind: 'text',
    env: 'NIXFLEET_CA_CERT',
    meaning: 'PEM file with roots to trust besides those of the system',
  },
  { name: 'client-cert', kind: 'text', env: 'NIXFLEET_CLIENT_CERT', meaning: 'PEM file of the client certificate' },
  { name: 'client-key', kind: 'text', env: 'NIXFLEET_CLIENT_KEY', meaning: 'PEM file of its private key' },
  {
    name: 'health-config',
    kind: 'text',
    env: 'NIXFLEET_HEALTH_CONFIG',
    standard: '/etc/nixfleet/health-checks.json',
    meaning: 'JSON file with the health checks; read anew for every run',
  },
  {
    name: 'health-interval',
    kind: 'seconds',
    env: 'NIXFLEET_HEALTH_INTERVAL',
    standard: '60',
    meaning: 'seconds between health reports',
  },
  {
    name: 'confirm-timeout',
    kind: 'seconds',
    env: 'NIXFLEET_CONFIRM_TIMEOUT',
    standard: '120',
    meaning: 'seconds that a machine has after a switch to prove that it is well; else it is taken back',
  },
  {
    name: 'activation-timeout',
    kind: 'seconds',
    env: 'NIXFLEET_ACTIVATION_TIMEOUT',
    standard: '900',
    meaning: 'seconds that a switch may take before it is ended and the machine taken back',
  },
  {
    name: 'activation-mode',
    kind: 'text',
    env: 'NIXFLEET_ACTIVATION_MODE',
    standard: 'test-then-boot',
    meaning: 'test-then-boot: the boot default changes when the machine has proved itself; switch: at once, as v0.1.1',
  },
  {
    name: 'fetch-stall',
    kind: 'seconds',
    env: 'NIXFLEET_FETCH_STALL',
    standard: '120',
    meaning: 'seconds that a fetch may go without progress; there is no limit to one that gets on',
  },
  {
    name: 'on-drift',
    kind: 'text',
    env: 'NIXFLEET_ON_DRIFT',
    standard: 'report',
    meaning: 'what to do about a machine that runs what nobody told it to run: report, or correct',
  },
  {
    name: 'link',
    kind: 'text',
    env: 'NIXFLEET_LINK',
    standard: 'auto',
    meaning: 'auto: hold a WebSocket to a control plane that has one for us; off: only ever poll',
  },
  {
    name: 'require-signatures',
    kind: 'switch',
    env: 'NIXFLEET_REQUIRE_SIGNATURES',
    meaning:
      'apply only closures that are signed by a key that Nix trusts here, or built here; content-addressed ones only if built here',
  },
  {
    name: 'tags',
    kind: 'list',
    env: 'NIXFLEET_TAGS',
    meaning: 'tags of this machine, separated by commas; may be repeated',
  },
  {
    name: 'evidence-dir',
    kind: 'text',
    env: 'NIXFLEET_EVIDENCE_DIR',
    meaning: 'folder of the compliance collector, whose evidence is sent to the control plane; none when absent',
  },
  {
    name: 'metrics-port',
    kind: 'port',
    env: 'NIXFLEET_METRICS_PORT',
    meaning: 'port for Prometheus; none when absent',
  },
  {
    name: 'metrics-host',
    kind: 'text',
    env: 'NIXFLEET_METRICS_HOST',
    standard: '0.0.0.0',
    meaning: 'address on which metrics are served',
  },
  {
    name: 'root',
    kind: 'text',
    standard: '/',
    meaning:
      'folder that stands for the machine: prefix of its system links, profile, lock, health checks and database',
  },
] as const satisfies readonly Flag[];

/** The name of a flag. */
export type FlagName = (typeof FLAGS)[number]['name'];

/** What `--help` prints. */
export function helpText(): string {
  const lines = (FLAGS as readonly Flag[]).map((flag) => {
    const value = { text: ' TEXT', seconds: ' SECS', port: ' PORT', list: ' A,B', switch: '' }[flag.kind];
    const facts = [flag.env, flag.isRequired ? 'required' : flag.standard && `default ${flag.standard}`].filter(
      Boolean,
    );
    return `  ${`--${flag.name}${value}`.padEnd(26)} ${flag.meaning}${facts.length > 0 ? ` [${facts.join(', ')}]` : ''}`;
  });
  return [
    'nixfleet-agent: brings this machine to the generation that its control plane wants.',
    '',
    'Usage: nixfleet-agent --control-plane-url URL --machine-id ID [OPTIONS]   run it',
    '       nixfleet-agent check --control-plane-url URL --machine-id ID [OPTIONS]   look whether it could run',
    '       nixfleet-agent --status [--db-path PATH] [--root DIR]   what it does, and why',
    '',
    'With --status one of these can be asked for:',
    '  --chart FORMAT             its statechart with the states that it is in: ascii, mermaid, dot, svg or json',
    '  --watch                    where it is, looked at again each second, until Ctrl-C; in a pipe a line a step',
    '  --replay                   all its steps that are kept, a line each, the oldest first',
    '',
    ...lines,
    `  ${'-h, --help'.padEnd(26)} this text`,
    `  ${'-V, --version'.padEnd(26)} the version`,
    '',
  ].join('\n');
}
