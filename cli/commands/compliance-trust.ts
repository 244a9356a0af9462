import { explaining, missing } from '../asking/explaining.ts';
import { evidenceOf, IS_NEW, pinnedKey } from '../compliance/machine-evidence.ts';
import { givenKey, KEY_FLAGS } from '../compliance/given-key.ts';
import { answerTo } from '../consent/answer-to.ts';
import { isAsked } from '../consent/attention.ts';
import { verb } from '../line/verb.ts';
import { second } from '../output/moment.ts';
import { details } from '../output/table.ts';
import { printable } from '../../services/host/printable.ts';
import type { Session } from '../session.ts';

/** `nixfleet compliance trust`: the key of a machine, shown or set. */
export const complianceTrust = verb({
  flags: { ...KEY_FLAGS, yes: { kind: 'switch', short: 'y', says: 'Do not ask' } },
  operands: ['machine'],
  completes: { machine: 'machine' },
  conflicts: [['key', 'key-file']],
  operation: 'compliance-trust',
  examples: [
    'compliance trust web-01',
    "compliance trust web-01 --key 'ssh-ed25519 AAAA…'",
    'compliance trust web-01 --key-file web-01.pub --yes',
  ],
  async run({ flags, operands: { machine: id } }, session) {
    const key = givenKey(flags);
    const keys = await knownKeys(id, session);
    if (key === undefined) {
      shown(id, keys, session);
      return 0;
    }
    const { fingerprint, readPublicKey } = await import('../../services/compliance/ssh-key.ts');
    const wanted = readPublicKey(key);
    const is = fingerprint(wanted);
    const isPinned = keys.pinned?.fingerprint === is;
    // The first that was used is believed until somebody looks; that somebody did is worth a note.
    if (isPinned && keys.pinned?.pinned_by !== FIRST_USE) {
      session.screen.say(`${printable(id)} is believed by ${is} already`);
      if (session.isJson) session.screen.json(keys.pinned);
      return 0;
    }
    const before = keys.pinned === undefined || isPinned ? '' : ` instead of ${keys.pinned.fingerprint}`;
    const asked = printable(`Believe what ${is} signs for ${id}${before}?`);
    const attended = { isTrial: false, isUnasked: flags.yes };
    const answer = isAsked(attended, session) ? await answerTo(`${asked} [y/N] `, session.interruption()) : 'yes';
    if (answer !== 'yes') {
      session.screen.note('Nothing was changed.');
      return answer === 'interrupted' ? 130 : 1;
    }
    await pinned(id, wanted.text, session);
    return 0;
  },
});

/** Who pinned a key that nobody has compared. */
const FIRST_USE = 'first-use';

interface KnownKeys {
  readonly pinned: Awaited<ReturnType<typeof pinnedKey>>;
  /** Of the newest evidence. */
  readonly newest: { readonly text: string; readonly fingerprint: string; readonly at: string } | undefined;
}

async function knownKeys(id: string, session: Session): Promise<KnownKeys> {
  const client = await session.client();
  const [stored] = await evidenceOf(client, id);
  const pin = await pinnedKey(client, id);
  if (stored === undefined) return { pinned: pin, newest: undefined };
  const { fingerprint, readPublicKey } = await import('../../services/compliance/ssh-key.ts');
  const key = readPublicKey(stored.public_key);
  return { pinned: pin, newest: { text: key.text, fingerprint: fingerprint(key), at: stored.taken_at } };
}

function shown(id: string, { pinned: pin, newest }: KnownKeys, { screen, isJson }: Session): void {
  const believed =
    pin === undefined
      ? 'none: the first key that it signs with will be'
      : `${pin.fingerprint}, since ${second(pin.pinned_at)} by ${pin.pinned_by}`;
  const signed = newest === undefined ? 'there is none' : `${newest.fingerprint}, ${second(newest.at)}`;
  const pairs = [
    ['Machine', id],
    ['Pinned key', believed],
    ['Newest evidence', signed],
  ] as const;
  for (const line of details(pairs)) screen.say(printable(line));
  if (pin !== undefined && newest !== undefined && pin.fingerprint !== newest.fingerprint) {
    screen.note(
      `They are not the same: what it sends counts for nothing. Compare with the machine itself ` +
        '(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub); if it is its key:',
    );
    screen.note(printable(`  nixfleet compliance trust ${id} --key '${newest.text}'`));
  }
  if (isJson) screen.json({ machine_id: id, pinned: pin ?? null, newest: newest ?? null });
}

async function pinned(id: string, text: string, session: Session): Promise<void> {
  const client = await session.client();
  const set = await explaining(client.pinEvidenceKey({ params: { id }, body: { public_key: text } }), {
    missing: missing('machine', id),
    isNew: IS_NEW,
  });
  const { screen } = session;
  screen.say(printable(`Machine ${id} is believed by ${set.fingerprint} from now on`));
  const [stored] = await evidenceOf(client, id);
  if (stored?.trust === 'other-key')
    screen.note('Its newest evidence is signed by another key: it counts again when the machine sends the next.');
  if (session.isJson) screen.json(set);
}
