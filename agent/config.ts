import { BadConfig, BadUsage } from '../machines/errors.ts';
import { createRoot, type SystemRoot } from '../services/host/root.ts';
import { type Given, readArguments } from './arguments.ts';
import type { FlagName } from './flags.ts';

/** Everything that an agent is told when it starts. */
export interface AgentConfig {
  readonly controlPlaneUrl: string;
  readonly machineId: string;
  readonly tags: readonly string[];
  readonly pollSeconds: number;
  readonly retrySeconds: number;
  readonly healthSeconds: number;
  readonly verifySeconds: number;
  readonly isDryRun: boolean;
  readonly cacheUrl: string | null;
  readonly dbPath: string;
  readonly healthConfig: string;
  readonly root: SystemRoot;
  readonly metricsPort: number | null;
  readonly allowsInsecure: boolean;
  readonly caCert: string | undefined;
  readonly clientCert: string | undefined;
  readonly clientKey: string | undefined;
}

/** Reads the configuration from command line and environment. Throws `BadUsage`. */
export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv): AgentConfig {
  const given = readArguments(argv, env);
  const text = (name: FlagName) => given.get(name)?.[0];
  const root = createRoot(text('root') ?? '/');
  return {
    controlPlaneUrl: required(given, 'control-plane-url'),
    machineId: required(given, 'machine-id'),
    tags: (given.get('tags') ?? []).flatMap((list) => list.split(',')),
    pollSeconds: seconds(given, 'poll-interval', 60),
    retrySeconds: seconds(given, 'retry-interval', 30),
    healthSeconds: seconds(given, 'health-interval', 60),
    verifySeconds: seconds(given, 'verify-timeout', 60),
    isDryRun: given.has('dry-run'),
    cacheUrl: text('cache-url') ?? null,
    dbPath: text('db-path') ?? root.database,
    healthConfig: text('health-config') ?? root.healthFile,
    root,
    metricsPort: port(text('metrics-port')),
    allowsInsecure: text('allow-insecure') === 'true',
    caCert: text('ca-cert'),
    clientCert: text('client-cert'),
    clientKey: text('client-key'),
  };
}

/** Refuses a configuration whose parts contradict each other. Throws `BadConfig`. */
export function assertSound({ clientCert, clientKey, controlPlaneUrl, allowsInsecure }: AgentConfig): void {
  if (clientCert !== undefined && clientKey === undefined) {
    throw new BadConfig('client_cert is set without client_key: give --client-key too, or neither');
  }
  if (clientKey !== undefined && clientCert === undefined) {
    throw new BadConfig('client_key is set without client_cert: give --client-cert too, or neither');
  }
  if (/^http:\/\//i.test(controlPlaneUrl) && !allowsInsecure) {
    throw new BadConfig(`${controlPlaneUrl} is not encrypted: use https://, or give --allow-insecure`);
  }
}

function required(given: Given, name: FlagName): string {
  const text = given.get(name)?.[0];
  if (text === undefined) throw new BadUsage(`--${name} is required; see --help`);
  return text;
}

function seconds(given: Given, name: FlagName, standard: number): number {
  const text = given.get(name)?.[0];
  if (text === undefined) return standard;
  const value = wholeNumber(text);
  if (value === undefined) throw new BadUsage(`--${name} ${JSON.stringify(text)} is not a whole number of seconds`);
  if (value === 0) throw new BadUsage(`--${name} must be at least 1 second`);
  return value;
}

function port(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = wholeNumber(text);
  if (value === undefined || value > 65_535) throw new BadUsage(`--metrics-port ${JSON.stringify(text)} is not a port`);
  return value;
}

function wholeNumber(text: string): number | undefined {
  const value = /^\+?\d+$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(value) ? value : undefined;
}
