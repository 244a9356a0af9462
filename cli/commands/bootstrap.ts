import { HttpFailed } from '../../machines/errors.ts';
import type { NewKey } from '../../machines/model/key.ts';
import { createClient } from '../../services/api/client.ts';
import { connectionOf } from '../connection.ts';
import { saveKey } from '../credentials.ts';
import { failureText } from '../failure-text.ts';
import type { Session } from '../session.ts';
import { verb } from '../verb.ts';

/** `nixfleet bootstrap`: the raw key, and nothing else, is on the standard output. */
export const bootstrap = verb({
  flags: {
    name: { kind: 'text', hint: 'name', default: 'admin', says: 'Name of the key' },
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
    const created = await firstKey(session, flags.name);
    screen.note(`Created API key ${created.name} (${created.role}) for ${config.url}`);
    if (session.isJson) screen.json({ key: created.key, name: created.name, role: created.role });
    else screen.say(created.key);
    await keep(session, created.key);
    return 0;
  },
});

async function firstKey({ config }: Session, name: string): Promise<NewKey> {
  const client = createClient({ ...connectionOf(config), apiKey: undefined });
  try {
    return await client.bootstrap({ body: { name } });
  } catch (error) {
    if (!(error instanceof HttpFailed) || error.status !== 409) throw error;
    throw new HttpFailed(
      'API keys already exist in this control plane; keep one of them with nixfleet bootstrap --save-key <key>',
      409,
    );
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
