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
    meaning: 'health checks',
  },
  {
    name: 'health-interval',
    kind: 'seconds',
    env: 'NIXFLEET_HEALTH_INTERVAL',
    standard: '60',
    meaning: 'seconds between health reports',
  },
  {
    name: 'verify-timeout',
    kind: 'seconds',
    env: 'NIXFLEET_VERIFY_TIMEOUT',
    standard: '60',
    meaning: 'seconds that health checks have to pass after a switch',
  },
  {
    name: 'tags',
    kind: 'list',
    env: 'NIXFLEET_TAGS',
    meaning: 'tags of this machine, separated by commas; may be repeated',
  },
  {
    name: 'metrics-port',
    kind: 'port',
    env: 'NIXFLEET_METRICS_PORT',
    meaning: 'port for Prometheus; none when absent',
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
    'Usage: nixfleet-agent --control-plane-url URL --machine-id ID [OPTIONS]',
    '',
    ...lines,
    `  ${'-h, --help'.padEnd(26)} this text`,
    `  ${'-V, --version'.padEnd(26)} the version`,
    '',
  ].join('\n');
}
