import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { connectionOf } from '../config/connection.ts';
import { loadConfig } from '../config/load-config.ts';
import { systemHome, userHome, userOf } from '../config/owner.ts';
import { COMMANDS } from '../line/command-table.ts';
import { GLOBALS } from '../line/globals.ts';
import { parseLine } from '../line/parse.ts';
import type { Token } from '../line/tokens.ts';
import { logFolder, logsAmong } from '../log/log-folder.ts';
import { answer } from './answer.ts';
import type { Candidate } from './candidate.ts';
import { cacheFolder, keepNames, keptNames } from './name-cache.ts';
import { type LiveKind, liveNames } from './names.ts';
import { typedWord } from './typed-word.ts';

/** Whoever presses Tab waits no longer for the control plane. */
const BUDGET_MS = 500;

/**
 * Answers a completion script: `-- <words…>` as they were typed, the last one not yet to its end. Nothing is ever said of what goes
 * wrong: then nothing is offered.
 */
export async function complete(argv: readonly string[]): Promise<never> {
  const lines = await offered(argv.slice(argv.indexOf('--') + 1));
  await new Promise<void>((resolve) => {
    process.stdout.write(`${lines.join('\n')}\n`, () => resolve());
  });
  // A name that is still being resolved, or a server that does not hang up, must not hold the shell.
  process.exit(0);
}

async function offered(words: readonly string[]): Promise<string[]> {
  try {
    return await answer(words.map(typedWord), COMMANDS, (kind, tokens) => {
      if (kind === 'log') return logs();
      return kind === 'chart' ? charts(tokens) : names(kind, tokens);
    });
  } catch {
    // The line is half written and the shell is in the middle of it: there is nobody to tell.
    return ['words'];
  }
}

async function logs(): Promise<Candidate[]> {
  const folder = logFolder(process.env, userHome(process.env));
  return logsAmong(folder === undefined ? [] : await readdir(folder)).map(({ name, operation, startedAt }) => ({
    value: name,
    says: `${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')}, ${operation}`,
  }));
}

/** Statecharts of this program, and the actors that have one. */
async function charts(tokens: readonly Token[]): Promise<Candidate[]> {
  const { ownCharts } = await import('../statechart/own-chart.ts');
  const own = await ownCharts();
  return [
    ...own.map(({ name, description }) => ({ value: name, says: description })),
    ...(await names('actor', tokens)),
  ];
}

async function names(kind: LiveKind, tokens: readonly Token[]): Promise<readonly Candidate[]> {
  const { config } = loadConfig({
    flags: globalsAmong(tokens),
    env: process.env,
    folder: process.cwd(),
    hostname: hostname(),
    user: userOf(process.env),
    platform: process.platform,
    home: systemHome(),
  });
  const folder = cacheFolder(process.env, userHome(process.env));
  const shelf = folder === undefined ? undefined : { folder, url: config.url, kind };
  const kept = shelf && (await keptNames(shelf, Date.now()));
  if (kept) return kept;
  const { createClient } = await import('../../services/api/client.ts');
  const found = await inTime((signal) => liveNames(kind, createClient(connectionOf(config)), signal));
  // Nothing is kept as well: while the control plane is away, only the first Tab waits for it.
  if (shelf) await keepNames(shelf, found, Date.now());
  return found;
}

/** What is there within the budget; a control plane that is away, or does not know us, has no names. */
async function inTime(look: (signal: AbortSignal) => Promise<readonly Candidate[]>): Promise<readonly Candidate[]> {
  const signal = AbortSignal.timeout(BUDGET_MS);
  const late = new Promise<readonly Candidate[]>((resolve) => {
    signal.addEventListener('abort', () => resolve([]));
  });
  const found = (async () => {
    try {
      return await look(signal);
    } catch {
      return [];
    }
  })();
  return Promise.race([found, late]);
}

/** The global flags that are on the line already, as they will count. */
function globalsAmong(tokens: readonly Token[]) {
  const known = tokens.flatMap((token) =>
    token.kind === 'flag' && Object.hasOwn(GLOBALS, token.name) && token.value !== undefined
      ? [`--${token.name}=${token.value}`]
      : [],
  );
  return parseLine(known, { flags: GLOBALS, operands: [] }).flags;
}
