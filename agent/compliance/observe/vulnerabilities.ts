import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';
import { jsonFile } from './json-file.ts';

/** A package with open vulnerabilities, as `vulnix --json` tells of it (vulnix(1)). What a whitelist masks is not in `affected_by`. */
const Affected = Type.Object({
  name: Type.String({ maxLength: 512 }),
  affected_by: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 10_000 }),
  whitelisted: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 10_000 })),
  cvssv3_basescore: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 10 }))),
});
const List = Type.Array(Affected, { maxItems: 50_000 });
/** The same with what vulnix does not tell: when it looked, and at which system. */
const Dated = Type.Object({
  at: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}Z$' }),
  system: Type.Optional(Type.String({ maxLength: 512 })),
  basis: Type.Optional(Type.String({ maxLength: 64 })),
  affected: List,
});

/** A vulnerability that is open in a package. */
export interface OpenVulnerability {
  readonly cve: string;
  readonly package: string;
  /** CVSS v3; null: nobody has rated it. */
  readonly score: number | null;
}

/** What a scan for known vulnerabilities found. */
export interface Scan {
  /** ms since the epoch. */
  readonly at: number;
  /** The system that was scanned; null: the report does not say. */
  readonly system: string | null;
  /** What it went by: `derivations`, or `names`, which do not tell what was patched; null: the report does not say. */
  readonly basis: string | null;
  readonly affectedPackages: number;
  /** The worst first. */
  readonly open: readonly OpenVulnerability[];
  readonly whitelisted: number;
}

/** A scan, or why there is none. */
export type ScanReport =
  { readonly scan: Scan; readonly problem?: never } | { readonly scan?: never; readonly problem: string };

const LONGEST = 64 * 1024 * 1024;

/** Reads what `vulnix --json` left in a file; unless the report itself has a date, the file's own counts. */
export async function observeVulnerabilities(machine: Machine, file: string): Promise<ScanReport> {
  const read = await jsonFile(machine, file, LONGEST);
  if (read.state === 'absent') return { problem: `there is no ${file}` };
  if (read.state === 'unreadable') return { problem: `${file}: ${read.problem}` };
  const { value } = read;
  if (Value.Check(Dated, value)) {
    const at = Date.parse(value.at);
    if (Number.isNaN(at)) return { problem: `${file}: "at" is no moment: ${value.at}` };
    return { scan: scanOf(value.affected, { at, system: value.system ?? null, basis: value.basis ?? null }) };
  }
  const facts = await machine.facts(file);
  if (Value.Check(List, value) && facts !== undefined)
    return { scan: scanOf(value, { at: facts.changedAt, system: null, basis: null }) };
  return { problem: `${file} is no list as vulnix --json prints it` };
}

function scanOf(affected: Static<typeof List>, made: Pick<Scan, 'at' | 'system' | 'basis'>): Scan {
  const open = affected.flatMap(({ name, affected_by: ids, cvssv3_basescore: scores = {} }) =>
    ids.map((cve) => ({ cve, package: name, score: scores[cve] ?? null })),
  );
  return {
    ...made,
    affectedPackages: affected.filter(({ affected_by: ids }) => ids.length > 0).length,
    open: open.toSorted(
      (a, b) => (b.score ?? -1) - (a.score ?? -1) || (`${a.cve} ${a.package}` < `${b.cve} ${b.package}` ? -1 : 1),
    ),
    whitelisted: affected.reduce((sum, { whitelisted = [] }) => sum + whitelisted.length, 0),
  };
}
