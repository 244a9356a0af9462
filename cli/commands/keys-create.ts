import { Unreachable } from '../../machines/errors.ts';
import type { Role } from '../../machines/model/key.ts';
import { explaining } from '../asking/explaining.ts';
import { oneOf } from '../line/one-of.ts';
import { spanOfTime } from '../line/span-of-time.ts';
import { verb } from '../line/verb.ts';
import { second } from '../output/moment.ts';
import { printable } from '../../services/host/printable.ts';

const ROLES = ['readonly', 'deploy', 'admin'] as const satisfies readonly Role[];

/** `nixfleet keys create`: the raw key, and nothing else, is on the standard output. */
export const keysCreate = verb({
  flags: {
    role: {
      kind: 'text',
      hint: 'role',
      says: 'readonly, deploy or admin',
      completes: ROLES,
    },
    'expires-in': { kind: 'text', hint: 'span', says: 'For how long it is good: 12h, 90d; default: for ever' },
  },
  operands: ['name'],
  explains: { name: 'Name of the key: who or what it is for' },
  required: ['role'],
  operation: 'keys-create',
  examples: ['keys create ci --role deploy --expires-in 90d'],
  async run({ flags: { role: word = '', 'expires-in': span }, operands: { name } }, session) {
    const role = oneOf(ROLES, word, '--role');
    const expiresAt = span === undefined ? null : new Date(Date.now() + spanOfTime(span, '--expires-in')).toISOString();
    const client = await session.client();
    const asked = client.createKey({ body: { name, role, expires_at: expiresAt } });
    const created = await explaining(asked, { isNew: 'API keys after the first' }).catch((error: unknown) => {
      throw perhapsMade(error);
    });
    const { screen } = session;
    const until = created.expires_at === null ? 'does not expire' : `is good until ${second(created.expires_at)}`;
    screen.note(printable(`Created API key ${created.name} (${created.role}, id ${created.id}), which ${until}.`));
    screen.note('It is shown this once: keep it now.');
    if (session.isJson) screen.json(created);
    else screen.say(created.key);
    return 0;
  },
});

/** Nobody was there at all. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A key whose answer was lost is good, and nobody has it. It is not asked for twice: answers with secrets are not kept. */
function perhapsMade(error: unknown): unknown {
  if (!(error instanceof Unreachable) || NOT_SENT.has(String(error.detail['cause']))) return error;
  return new Unreachable(
    `${error.message}\nThe key may have been made all the same: nixfleet keys list shows it, nixfleet keys revoke takes it back.`,
    error.detail,
    { cause: error.cause },
  );
}
