import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';
import { jsonFile } from './json-file.ts';

/** What evidence says of keys; the rest of it is of no interest here. */
const Remembered = Type.Object({
  controls: Type.Array(
    Type.Object({
      control: Type.String(),
      checks: Type.Object({
        ssh_host_keys: Type.Optional(
          Type.Array(Type.Object({ fingerprint: Type.String(), known_since: Type.String() }), { maxItems: 100 }),
        ),
      }),
    }),
    { maxItems: 128 },
  ),
});

/**
 * Since when earlier evidence knows each key (fingerprint -> ms since the epoch): a file's time begins anew when it is restored or
 * copied, and a key does not. Empty: there is no such evidence, or it says nothing that we understand.
 */
export async function observeKeyHistory(machine: Machine, evidenceFile: string): Promise<ReadonlyMap<string, number>> {
  const read = await jsonFile(machine, evidenceFile, 1024 * 1024);
  if (read.state !== 'read' || !Value.Check(Remembered, read.value)) return new Map();
  const keys = read.value.controls.flatMap(({ control, checks }) =>
    control === 'key-management' ? (checks.ssh_host_keys ?? []) : [],
  );
  const known = keys.map(({ fingerprint, known_since: since }) => [fingerprint, Date.parse(since)] as const);
  return new Map(known.filter(([, since]) => since > 0 && since <= machine.now));
}
