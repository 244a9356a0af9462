import { BadConfig, BadUsage } from '../machines/errors.ts';
import type { ActivationMode } from '../machines/model/attempt.ts';
import type { DriftPolicy } from '../machines/policy/agent-cycle.ts';
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
  /** How long a machine may take to prove that it is well after an activation. */
  readonly confirmSeconds: number;
  /** How long an activation may take. */
  readonly activationSeconds: number;
  /** How long a fetch may go without progress. */
  readonly fetchStallSeconds: number;
  readonly activationMode: ActivationMode;
  readonly onDrift: DriftPolicy;
  /** A link to the control plane is asked for; without one it is polled. */
  readonly usesLink: boolean;
  /** Only closures that are signed by a key that the machine's Nix trusts are applied. */
  readonly requiresSignatures: boolean;
  readonly isDryRun: boolean;
  readonly cacheUrl: string | null;
  readonly dbPath: string;
  readonly healthConfig: string;
  readonly root: SystemRoot;
  /** Where the collector puts the evidence that is sent; null: none is. */
  readonly evidenceDir: string | null;
  readonly metricsPort: number | null;
  readonly metricsHost: string;
  readonly allowsInsecure: boolean;
  readonly caCert: string | undefined;
  readonly clientCert: string | undefined;
  readonly clientKey: string | undefined;
  /** `NIXFLEET_INSPECT`: 1 or a port; undefined: nobody inspects. */
  readonly inspect: string | undefined;
}

/** Where an agent's machine and memory are. */
export type Places = Pick<AgentConfig, 'root' | 'dbPath'>;

/** Reads from command line and environment only where things are. Throws `BadUsage`. */
export function readPlaces(argv: readonly string[], env: NodeJS.ProcessEnv): Places {
  const given = readArguments(argv, env);
  const root = createRoot(given.get('root')?.[0] ?? '/');
  return { root, dbPath: given.get('db-path')?.[0] ?? root.database };
}

/** Reads the configuration from command line and environment. Throws `BadUsage`. */
export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv): AgentConfig {
  const given = readArguments(argv, env);
  const text = (name: FlagName) => given.get(name)?.[0];
  const { root, dbPath } = readPlaces(argv, env);
  return {
    controlPlaneUrl: required(given, 'control-plane-url'),
    machineId: required(given, 'machine-id'),
    tags: (given.get('tags') ?? []).flatMap((list) => list.split(',')),
    pollSeconds: seconds(given, 'poll-interval', 60),
    retrySeconds: seconds(given, 'retry-interval', 30),
    healthSeconds: seconds(given, 'health-interval', 60),
    confirmSeconds: seconds(given, 'confirm-timeout', 120),
    activationSeconds: seconds(given, 'activation-timeout', 900),
    fetchStallSeconds: seconds(given, 'fetch-stall', 120),
    activationMode: oneOf(given, 'activation-mode', ['test-then-boot', 'switch']),
    onDrift: oneOf(given, 'on-drift', ['report', 'correct']),
    usesLink: oneOf(given, 'link', ['auto', 'off']) === 'auto',
    requiresSignatures: text('require-signatures') === 'true',
    isDryRun: given.has('dry-run'),
    cacheUrl: text('cache-url') ?? null,
    dbPath,
    healthConfig: text('health-config') ?? root.healthFile,
    root,
    evidenceDir: text('evidence-dir') || null,
    metricsPort: port(text('metrics-port')),
    metricsHost: text('metrics-host') ?? '0.0.0.0',
    allowsInsecure: text('allow-insecure') === 'true',
    caCert: text('ca-cert'),
    clientCert: text('client-cert'),
    clientKey: text('client-key'),
    inspect: env['NIXFLEET_INSPECT'],
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

/** The first of the words is the standard. */
function oneOf<const Word extends string>(given: Given, name: FlagName, words: readonly [Word, ...Word[]]): Word {
  const text = given.get(name)?.[0];
  if (text === undefined) return words[0];
  const word = words.find((each) => each === text);
  if (word === undefined) throw new BadUsage(`--${name} ${JSON.stringify(text)} is none of: ${words.join(', ')}`);
  return word;
}

/** A timer of Node that is set to more than 2^31 ms rings at once. */
const MOST_SECONDS = 2_000_000;

function seconds(given: Given, name: FlagName, standard: number): number {
  const text = given.get(name)?.[0];
  if (text === undefined) return standard;
  const value = wholeNumber(text);
  if (value === undefined) throw new BadUsage(`--${name} ${JSON.stringify(text)} is not a whole number of seconds`);
  if (value === 0) throw new BadUsage(`--${name} must be at least 1 second`);
  if (value > MOST_SECONDS) throw new BadUsage(`--${name} must be at most ${MOST_SECONDS} seconds`);
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
