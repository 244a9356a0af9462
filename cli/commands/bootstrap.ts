import { readFile } from 'node:fs/promises';
import { BadConfig, HttpFailed } from '../../machines/errors.ts';
import type { NewKey } from '../../machines/model/key.ts';
import { isTrusted } from '../config/config.ts';
import { keylessConnection } from '../config/connection.ts';
import { credentialsPath } from '../config/credentials.ts';
import { originText } from '../config/origin.ts';
import { systemHome, userOf } from '../config/owner.ts';
import { saveKey } from '../config/save-key.ts';
import { failureText } from '../failure-text.ts';
import type { Screen } from '../output/screen.ts';
import type { Session } from '../session.ts';
import { verb } from '../line/verb.ts';

/** What the control plane says once there are keys; it has other reasons for a 409. */
const KEYS_EXIST = 'API keys already exist';

/** No key is longer. */
const MOST_TYPED = 4096;

/** `nixfleet bootstrap`: the raw key, and nothing else, is on the standard output. */
export const bootstrap = verb({
  flags: {
    name: { kind: 'text', hint: 'name', default: 'admin', says: 'Name of the key' },
    'token-file': {
      kind: 'text',
      hint: 'file',
      says: 'File with the token that the control plane was started with (its --bootstrap-token-file)',
      completes: 'file',
    },
    'save-key': {
      kind: 'text',
      hint: 'key',
      says: 'Keep a key that exists, without asking the control plane; - reads it from the standard input',
    },
  },
  operands: [],
  operation: 'bootstrap',
  examples: ['bootstrap', 'bootstrap --save-key -', 'bootstrap --save-key nfk-73c713cc'],
  async run({ flags }, session) {
    if (flags['save-key']) return keepGiven(session, flags['save-key']);
    const { screen, isJson } = session;
    const created = await firstKey(session, flags);
    screen.note(`Created API key ${created.name} (${created.role}) for ${session.config.url}`);
    if (isJson) screen.json({ key: created.key, name: created.name, role: created.role });
    else screen.say(created.key);
    await keep(session, created.key);
    return 0;
  },
});

/** To keep it is the whole job here: that it cannot be kept is a failure. */
async function keepGiven({ screen, config, isJson }: Session, given: string): Promise<0> {
  const { url } = config;
  const path = ownCredentials();
  const key = given === '-' ? await typedKey(screen) : given;
  await saveKey({ path, url, key, user: userOf(process.env) });
  screen.say(`Key for ${url} saved to ${path}`);
  if (isJson) screen.json({ url, path });
  return 0;
}

/** Where keys are kept. */
const ownCredentials = (): string => credentialsPath({ env: process.env, home: systemHome() });

/** The key on the standard input: on the command line every user of the machine could see it. */
async function typedKey({ note }: Pick<Screen, 'note'>): Promise<string> {
  if (process.stdin.isTTY) note('Paste the key, then press Enter and Ctrl-D.');
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MOST_TYPED) break;
  }
  return text.trim();
}

/** How the first key is asked for. */
interface Asking {
  readonly name: string;
  readonly 'token-file'?: string | undefined;
}

async function firstKey({ config }: Session, { name, 'token-file': path }: Asking): Promise<NewKey> {
  const { url, origins } = config;
  if (path !== undefined && origins?.url && !isTrusted(url, origins.url)) {
    throw new BadConfig(
      `the token is not sent to ${url}: only ${originText(origins.url)} names this control plane, and who has written that ` +
        'file would get the token; name the URL yourself, with --control-plane-url <url>',
    );
  }
  // The token takes the place of a key, which nobody has yet.
  const apiKey = path === undefined ? undefined : await tokenIn(path);
  const { createClient } = await import('../../services/api/client.ts');
  const client = createClient({ ...keylessConnection(config), apiKey });
  try {
    return await client.bootstrap({ body: { name } });
  } catch (error) {
    throw explained(error, path !== undefined);
  }
}

/** What the control plane says of keys in general, in words for who has none yet. */
function explained(error: unknown, hasToken: boolean): unknown {
  if (!(error instanceof HttpFailed)) return error;
  if (error.status === 409 && error.message.includes(KEYS_EXIST)) {
    const advice = 'keep one of them with nixfleet bootstrap --save-key -, which reads it from the standard input';
    return new HttpFailed(`${KEYS_EXIST} in this control plane; ${advice}`, 409);
  }
  if (error.status !== 401) return error;
  const problem = hasToken
    ? 'this is not the bootstrap token of the control plane'
    : 'the control plane gives the first key to who has its bootstrap token';
  const remedy = 'give the file that it was started with (--bootstrap-token-file) as --token-file';
  return new HttpFailed(`${problem}; ${remedy}`, 401);
}

async function tokenIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfig(`cannot read the bootstrap token: ${why}`, { path }, { cause });
  }
}

/** The key is shown once and cannot be had again: that it could not be kept is no reason to fail. */
async function keep({ screen, config }: Session, key: string): Promise<void> {
  const path = ownCredentials();
  try {
    await saveKey({ path, url: config.url, key, user: userOf(process.env) });
    screen.note(`Saved to ${path}`);
  } catch (error) {
    screen.note(`Warning: failed to save the key, keep it yourself\n${failureText(error)}`);
  }
}
