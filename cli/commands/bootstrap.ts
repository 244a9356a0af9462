import { readFile } from 'node:fs/promises';
import { BadConfig, HttpFailed } from '../../machines/errors.ts';
import type { NewKey } from '../../machines/model/key.ts';
import { createClient } from '../../services/api/client.ts';
import { connectionOf } from '../config/connection.ts';
import { saveKey } from '../config/credentials.ts';
import { failureText } from '../failure-text.ts';
import type { Session } from '../session.ts';
import { verb } from '../line/verb.ts';

/** What the control plane says once there are keys; it has other reasons for a 409. */
const KEYS_EXIST = 'API keys already exist';

/** `nixfleet bootstrap`: the raw key, and nothing else, is on the standard output. */
export const bootstrap = verb({
  flags: {
    name: { kind: 'text', hint: 'name', default: 'admin', says: 'Name of the key' },
    'token-file': {
      kind: 'text',
      hint: 'file',
      says: 'File with the token that the control plane was started with (its --bootstrap-token-file)',
    },
    'save-key': { kind: 'text', hint: 'key', says: 'Keep a key that exists, without asking the control plane' },
  },
  operands: [],
  examples: ['bootstrap', 'bootstrap --save-key nfk-73c713cc'],
  async run({ flags }, session) {
    const { screen, config, credentialsPath } = session;
    if (flags['save-key']) {
      await saveKey(credentialsPath, config.url, flags['save-key']);
      screen.say(`Key for ${config.url} saved to ${credentialsPath}`);
      return 0;
    }
    const created = await firstKey(session, flags);
    screen.note(`Created API key ${created.name} (${created.role}) for ${config.url}`);
    if (session.isJson) screen.json({ key: created.key, name: created.name, role: created.role });
    else screen.say(created.key);
    await keep(session, created.key);
    return 0;
  },
});

/** How the first key is asked for. */
interface Asking {
  readonly name: string;
  readonly 'token-file'?: string | undefined;
}

async function firstKey({ config }: Session, { name, 'token-file': path }: Asking): Promise<NewKey> {
  // The token takes the place of a key, which nobody has yet.
  const apiKey = path === undefined ? undefined : await tokenIn(path);
  const client = createClient({ ...connectionOf(config), apiKey });
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
    const advice = 'keep one of them with nixfleet bootstrap --save-key <key>';
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
async function keep({ screen, config, credentialsPath }: Session, key: string): Promise<void> {
  try {
    await saveKey(credentialsPath, config.url, key);
    screen.note(`Saved to ${credentialsPath}`);
  } catch (error) {
    screen.note(`Warning: failed to save the key, keep it yourself\n${failureText(error)}`);
  }
}
