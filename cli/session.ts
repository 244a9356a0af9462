import { hostname } from 'node:os';
import { createConsola } from 'consola/basic';
import { FleetError } from '../machines/errors.ts';
import type { Client } from '../services/api/client.ts';
import { type Config, configuration, environmentSettings, type Settings } from './config/config.ts';
import { configPath, readConfigFile } from './config/config-file.ts';
import { connectionOf, connectionWarnings } from './config/connection.ts';
import { credentialsPath, readKeys } from './config/credentials.ts';
import type { GLOBALS } from './line/globals.ts';
import { interruption } from './interruption.ts';
import { NO_OPERATION, type Operation } from './log/operation.ts';
import { createScreen, type Screen } from './output/screen.ts';
import type { ValuesOf } from './line/flags.ts';

/** What a verb has around it while it runs. */
export interface Session {
  readonly config: Config;
  readonly isJson: boolean;
  readonly screen: Screen;
  readonly operation: Operation;
  readonly credentialsPath: string;
  /** Diagnostics, on the error stream: warnings; more with `-v`, all with `-vv`. */
  readonly log: { warn(message: string): void; info(message: string): void; debug(message: string): void };
  client(): Promise<Client>;
  /** Aborts at the first Ctrl-C; the second ends the program. */
  interruption(): AbortSignal;
}

/** consola's levels for no `-v`, one and two. */
const LEVELS = [1, 3, 4];

/** Reads the layers of configuration and builds what the verbs share. Throws `BadConfig`. */
export async function createSession(flags: ValuesOf<typeof GLOBALS>): Promise<Session> {
  const log = createConsola({
    level: LEVELS[Math.min(flags.verbose, 2)] ?? 1,
    stdout: process.stderr,
    stderr: process.stderr,
  });
  const path = flags.config ?? configPath(process.cwd());
  const file =
    path === undefined
      ? { settings: {}, warnings: [] }
      : readConfigFile(path, { env: process.env, hostname: hostname() });
  const keysPath = credentialsPath(process.env);
  const keys = await readKeys(keysPath).catch((error: unknown) => {
    if (!(error instanceof FleetError)) throw error;
    log.warn(error.message);
    return new Map<string, string>();
  });
  const layers = { flags: flagSettings(flags), environment: environmentSettings(process.env), file: file.settings };
  const config = configuration(layers, (url) => keys.get(url));
  let interrupted: AbortSignal | undefined;
  for (const warning of [...file.warnings, ...connectionWarnings(config)]) log.warn(warning);
  return {
    config,
    log,
    isJson: flags.json,
    screen: createScreen({ isJson: flags.json }),
    operation: NO_OPERATION,
    credentialsPath: keysPath,
    interruption: () => (interrupted ??= interruption()),
    async client() {
      const { createClient } = await import('../services/api/client.ts');
      return createClient(connectionOf(config));
    },
  };
}

const flagSettings = (flags: ValuesOf<typeof GLOBALS>): Settings => ({
  url: flags['control-plane-url'],
  apiKey: flags['api-key'],
  caCert: flags['ca-cert'],
  clientCert: flags['client-cert'],
  clientKey: flags['client-key'],
});
