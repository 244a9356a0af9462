import { BadInput } from '../../machines/errors.ts';
import { foundEvidence, textOf } from '../compliance/found-evidence.ts';
import { givenKey, KEY_FLAGS } from '../compliance/given-key.ts';
import type { Believed, JudgedEvidence } from '../compliance/judged-evidence.ts';
import { verb } from '../line/verb.ts';
import { second } from '../output/moment.ts';
import { printable } from '../../services/host/printable.ts';
import type { Session } from '../session.ts';

/** `nixfleet compliance verify`: asks nobody and reads no configuration. */
export const complianceVerify = verb({
  flags: {
    ...KEY_FLAGS,
    'allowed-signers': {
      kind: 'text',
      hint: 'path',
      says: 'Hosts and their keys, as ssh-keygen(1) describes them; default: allowed_signers beside the evidence, if it is there',
      completes: 'file',
    },
  },
  operands: ['path'],
  explains: {
    path: 'A folder that was exported, or copied from a machine with its history; or evidence.json, with its signature beside it',
  },
  completes: { path: 'file' },
  conflicts: [
    ['key', 'key-file'],
    ['key', 'allowed-signers'],
    ['key-file', 'allowed-signers'],
  ],
  exits: {
    '0': 'Every signature holds; whether what was signed is compliant is another question',
    '1': 'One does not, or the evidence cannot be read',
    '2': 'Wrong usage',
  },
  examples: [
    'compliance verify audit/web-01',
    'compliance verify audit/web-01/evidence.json --key-file web-01.pub',
    'compliance verify /var/lib/nixfleet-compliance/history',
  ],
  async run({ flags, operands: { path } }, session) {
    const { judgedEvidence } = await import('../compliance/judged-evidence.ts');
    const believed = believedOf(flags);
    const judged = foundEvidence(path).map((found) => judgedEvidence(found, believed));
    for (const each of judged) tell(each, session);
    // Of a whole history once.
    for (const note of new Set(judged.flatMap(caution))) session.screen.note(printable(note));
    if (session.isJson) session.screen.json(judged.map(json));
    return judged.every(({ isGood }) => isGood) ? 0 : 1;
  },
});

function believedOf(flags: Readonly<Record<'key' | 'key-file' | 'allowed-signers', string | undefined>>): Believed {
  const key = givenKey(flags);
  if (key !== undefined) return { key };
  const path = flags['allowed-signers'];
  if (path === undefined) return undefined;
  const signers = textOf(path);
  if (signers === undefined) throw new BadInput(`there is no file ${path}`);
  return { signers };
}

function tell(judged: JudgedEvidence, { screen }: Pick<Session, 'screen'>): void {
  if (!judged.isGood) {
    screen.say(printable(`✖ ${judged.path}: ${judged.problem}`));
    return;
  }
  const { path, evidence, fingerprint } = judged;
  const { host, timestamp, overall } = evidence;
  screen.say(printable(`✔ ${path}: ${host}, ${second(timestamp)}, ${overall}; signed by ${fingerprint}`));
}

/** What a signature that holds does not prove, where nobody but whoever brought the evidence says whose key it is. */
function caution(judged: JudgedEvidence): readonly string[] {
  if (!judged.isGood) return [];
  const { evidence, fingerprint, vouched } = judged;
  switch (vouched) {
    case 'given':
      return [];
    case 'list':
      return [
        '  The list that lies beside it vouches for the key: whoever made the folder made the list. --allowed-signers or --key names your own.',
      ];
    case 'nobody':
      return [
        `  The key came with the evidence: nothing was changed since it was signed, but that ${evidence.host} signed it nobody says. ` +
          `Compare ${fingerprint} with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub shows there, or give --key.`,
      ];
  }
}

const json = (judged: JudgedEvidence) =>
  judged.isGood
    ? {
        ...{ path: judged.path, good: true, host: judged.evidence.host, timestamp: judged.evidence.timestamp },
        ...{ overall: judged.evidence.overall, fingerprint: judged.fingerprint, vouched: judged.vouched },
      }
    : { path: judged.path, good: false, problem: judged.problem };
