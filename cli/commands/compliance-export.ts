import { isAbsolute, join } from 'node:path';
import { BadInput } from '../../machines/errors.ts';
import type { StoredEvidence } from '../../machines/model/compliance.ts';
import { evidenceFiles, verifyCommand } from '../compliance/evidence-files.ts';
import { pinnedKey, someEvidenceOf } from '../compliance/machine-evidence.ts';
import { writeEvidence } from '../compliance/write-evidence.ts';
import { currentFolder } from '../config/current-folder.ts';
import { verb } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';

/** As much as a control plane gives in one page. */
const MOST = 500;

/** `nixfleet compliance export`: files for an auditor. */
export const complianceExport = verb({
  flags: {
    out: { kind: 'text', hint: 'folder', says: 'Where to; made when it is not there', completes: 'folder' },
    last: {
      kind: 'count',
      hint: 'n',
      least: 1,
      most: MOST,
      says: 'The newest so many that are kept, each in a folder called after its time; default: the newest alone',
    },
  },
  operands: ['machine'],
  completes: { machine: 'machine' },
  required: ['out'],
  examples: ['compliance export web-01 --out audit/web-01', 'compliance export web-01 --out audit/web-01 --last 50'],
  async run({ flags: { out = '', last }, operands: { machine: id } }, session) {
    const client = await session.client();
    const kept = await someEvidenceOf(client, id, last ?? 1);
    const believed = (await pinnedKey(client, id))?.public_key;
    if (believed === undefined)
      throw new BadInput(`no key is pinned of machine ${id}: nixfleet compliance trust ${id}`);
    const root = isAbsolute(out) ? out : join(currentFolder(), out);
    const folders = kept.map((stored) => ({
      folder: last === undefined ? root : join(root, stamp(stored)),
      stored,
      files: evidenceFiles(stored, believed),
    }));
    for (const { folder, files } of folders) writeEvidence(folder, files);
    const { screen } = session;
    for (const { folder, stored } of folders) {
      screen.say(printable(`Wrote ${folder}: evidence of ${stored.taken_at}`));
      if (stored.trust === 'other-key')
        session.log.warn(`another key than the pinned one has signed what is in ${folder}: it will not verify`);
    }
    const [first] = folders;
    if (first) screen.note(`Verify it with OpenSSH alone:\n  ${printable(verifyCommand(first.folder, id))}`);
    screen.note(`or with nixfleet compliance verify ${printable(out)}; neither asks a control plane.`);
    if (session.isJson)
      screen.json(folders.map(({ folder, stored }) => ({ folder, taken_at: stored.taken_at, trust: stored.trust })));
    return 0;
  },
});

/** `20260420T100000Z`, as on the machine. */
const stamp = ({ taken_at: at }: StoredEvidence): string =>
  `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
