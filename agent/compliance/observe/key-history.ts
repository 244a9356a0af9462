import { dirname } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { LONGEST_DOCUMENT } from '../../../services/compliance/verified-evidence.ts';
import { HISTORY } from '../evidence-steps.ts';
import type { Machine } from '../machine.ts';
import { jsonFile } from './json-file.ts';

/** Of evidence, this much is of interest here. */
const Document = Type.Object({ controls: Type.Array(Type.Unknown(), { maxItems: 128 }) });

/** That a control was looked at; how that went is another matter. */
const Looked = Type.Object({ control: Type.Literal('key-management') });

/** What evidence says of keys; a control whose probe failed, or that was too long, says nothing of them. */
const Remembered = Type.Object({
  control: Type.Literal('key-management'),
  checks: Type.Object({
    ssh_host_keys: Type.Array(Type.Object({ fingerprint: Type.String(), known_since: Type.String() }), {
      minItems: 1,
      maxItems: 100,
    }),
  }),
});

/** So far back evidence is asked that remembers keys: of every hour, about six weeks. */
const MOST_PIECES = 1000;
/** Where so many pieces do not name the control, it was not on: nor is it in those before. */
const MOST_WITHOUT = 50;

/**
 * Since when earlier evidence knows each key (fingerprint -> ms since the epoch): a file's time begins anew when it is restored or
 * copied, and a key does not. The newest evidence that names keys counts: one look that failed forgets nothing. Empty: there is no
 * such evidence, or none that we understand.
 */
export async function observeKeyHistory(machine: Machine, evidenceFile: string): Promise<ReadonlyMap<string, number>> {
  let without = 0;
  for await (const file of newestFirst(machine, evidenceFile)) {
    const known = await knownSince(machine, file);
    if (known !== undefined && known.size > 0) return known;
    if (known === undefined) without += 1;
    if (without >= MOST_WITHOUT) break;
  }
  return new Map();
}

async function* newestFirst(machine: Machine, evidenceFile: string): AsyncGenerator<string> {
  yield evidenceFile;
  const history = `${dirname(evidenceFile)}/${HISTORY}`;
  // Their names are times, so that their order is theirs.
  const pieces = ((await machine.names(history)) ?? []).filter((name) => /^\d{8}T\d{6}Z$/.test(name));
  yield* pieces
    .toReversed()
    .slice(0, MOST_PIECES)
    .map((piece) => `${history}/${piece}/evidence.json`);
}

/** Undefined: the file does not name the control. */
async function knownSince(machine: Machine, file: string): Promise<ReadonlyMap<string, number> | undefined> {
  const read = await jsonFile(machine, file, LONGEST_DOCUMENT);
  if (read.state !== 'read' || !Value.Check(Document, read.value)) return undefined;
  if (!read.value.controls.some((each) => Value.Check(Looked, each))) return undefined;
  const keys = read.value.controls.flatMap((each) => (Value.Check(Remembered, each) ? each.checks.ssh_host_keys : []));
  const known = keys.map(({ fingerprint, known_since: since }) => [fingerprint, Date.parse(since)] as const);
  return new Map(known.filter(([, since]) => since > 0 && since <= machine.now));
}
