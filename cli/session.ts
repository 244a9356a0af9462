import { hostname } from 'node:os';
import { type ConsolaReporter, createConsola, LogLevels } from 'consola/basic';
import type { Client } from '../services/api/client.ts';
import type { Config } from './config/config.ts';
import { connectionOf, connectionWarnings } from './config/connection.ts';
import { currentFolder } from './config/current-folder.ts';
import { type Loaded, loadConfig } from './config/load-config.ts';
import { systemHome, userOf } from './config/owner.ts';
import type { GLOBALS } from './line/globals.ts';
import { interruption } from './interruption.ts';
import { NO_OPERATION, type OperationRecord } from './log/operation.ts';
import { createRedaction, secretsIn } from './log/redaction.ts';
import { createScreen, type Screen } from './output/screen.ts';
import { verbosityOf } from './output/verbosity.ts';
import type { ValuesOf } from './line/flags.ts';

/** What a verb has around it while it runs. */
export interface Session {
  /** Read when it is first asked for: who does not ask works beside a broken file. Throws `BadConfig`. */
  readonly config: Config;
  /** The configuration with all that it was made from. Throws `BadConfig`. */
  configured(): Loaded;
  readonly isJson: boolean;
  /** `-v`: whoever asks for more gets all of it. */
  readonly isVerbose: boolean;
  readonly screen: Screen;
  readonly operation: OperationRecord;
  /** Diagnostics, on the error stream: warnings; more with `-v`, all with `-vv`. */
  readonly log: { warn(message: string): void; info(message: string): void; debug(message: string): void };
  client(): Promise<Client>;
  /** Aborts at the first Ctrl-C; the second ends the program. */
  interruption(): AbortSignal;
}

/** What a session is of, for its log. */
export interface SessionOrder {
  /** The name of the operation; undefined: it is not logged. */
  readonly operation?: string | undefined;
  readonly argv: readonly string[];
}

/** Builds what the verbs share. */
export async function createSession(
  flags: ValuesOf<typeof GLOBALS>,
  { operation: name, argv }: SessionOrder,
): Promise<Session> {
  const { env, stdout, stderr } = process;
  let operation = NO_OPERATION;
  const verbosity = verbosityOf(flags.verbose, env['RUST_LOG']);
  const around = { isJson: flags.json, verbosity, stdout, stderr, env, now: () => new Date() };
  const screen = createScreen({ ...around, operation: () => operation });
  const log = createLog(screen);
  let loaded: Loaded | undefined;
  let redact = createRedaction([...secretsIn(env), flags['api-key'] ?? '']);
  const configured = () => {
    if (loaded === undefined) {
      loaded = configuredFor(flags, (warning) => log.warn(warning));
      redact = createRedaction([...secretsIn(env), flags['api-key'] ?? '', loaded.config.apiKey ?? '']);
    }
    return loaded;
  };
  if (name !== undefined) {
    const { openOperation } = await import('./log/open-operation.ts');
    const order = { operation: name, argv, redact: (text: string) => redact(text) };
    operation = openOperation({ ...order, warn: (message) => log.warn(message) });
  }
  let interrupted: AbortSignal | undefined;
  return {
    get config() {
      return configured().config;
    },
    configured,
    log,
    isJson: flags.json,
    isVerbose: flags.verbose > 0,
    screen,
    operation,
    interruption: () => (interrupted ??= interruption()),
    async client() {
      const { createClient } = await import('../services/api/client.ts');
      return createClient(connectionOf(configured().config));
    },
  };
}

/** All goes to the screen, which knows what of it is wanted, and to the log of the operation. */
function createLog(screen: Screen): Session['log'] {
  const reporter: ConsolaReporter = {
    log({ type, args }) {
      screen.log(type === 'warn' || type === 'info' || type === 'debug' ? type : 'error', args.join(' '));
    },
  };
  return createConsola({ level: LogLevels.verbose, throttle: 0, reporters: [reporter] });
}

/** What this process is told by its flags, its environment and the files around it. */
function configuredFor(flags: ValuesOf<typeof GLOBALS>, warn: (warning: string) => void): Loaded {
  const { env, platform } = process;
  const loaded = loadConfig({
    ...{ flags, env, platform },
    folder: currentFolder(),
    hostname: hostname(),
    user: userOf(env),
    home: systemHome(),
  });
  for (const warning of [...loaded.warnings, ...connectionWarnings(loaded.config)]) warn(warning);
  return loaded;
}
