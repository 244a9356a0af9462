import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';
import { jsonFile } from '../observe/json-file.ts';

/** As much of CycloneDX as tells which system an SBOM is of, and what wrote it. */
const Sbom = Type.Object({
  bomFormat: Type.Literal('CycloneDX'),
  metadata: Type.Object({
    tools: Type.Object({
      components: Type.Array(Type.Object({ name: Type.String(), version: Type.String() }), { maxItems: 16 }),
    }),
    component: Type.Object({ 'bom-ref': Type.String() }),
  }),
  components: Type.Array(Type.Unknown()),
});

/** An SBOM that lies on a machine, or why it is worth nothing. */
export type KnownSbom =
  | {
      readonly state: 'known';
      /** Store path of the system that it is of. */
      readonly system: string;
      readonly componentCount: number;
      /** Of the program that wrote it. */
      readonly toolVersion: string;
      /** Of the file, hex. */
      readonly sha256: string;
    }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly problem: string };

const LONGEST = 256 * 1024 * 1024;

/** Looks at the SBOM in a file. */
export async function knownSbom(machine: Machine, file: string): Promise<KnownSbom> {
  const read = await jsonFile(machine, file, LONGEST);
  if (read.state !== 'read') return read;
  const { text, value } = read;
  if (!Value.Check(Sbom, value)) return { state: 'unreadable', problem: 'it is no SBOM of ours (CycloneDX)' };
  return {
    state: 'known',
    system: value.metadata.component['bom-ref'],
    componentCount: value.components.length,
    toolVersion: value.metadata.tools.components[0]?.version ?? '',
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
