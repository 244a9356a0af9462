import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import type { StoredSnapshot } from '../../../../services/store/snapshots.ts';

/** An actor's snapshot as a program stored it. */
export interface GoldenSnapshot extends StoredSnapshot {
  readonly name: string;
  readonly address: string;
}

const folder = new URL('.', import.meta.url).pathname;
const pathOf = (name: string): string => join(folder, name);

/** The golden files of snapshots that there are, each by kind and version. */
export const goldenFiles = (): { readonly kind: string; readonly version: number }[] =>
  readdirSync(folder)
    .toSorted()
    .flatMap((file) => {
      const [, kind, version] = /^(\w+)-(\d+)\.json$/.exec(file) ?? [];
      return kind === undefined ? [] : [{ kind, version: Number(version) }];
    });

/** The snapshots that a version of a kind stored. */
export const golden = (kind: string, version: number): GoldenSnapshot[] =>
  JSON.parse(readFileSync(pathOf(`${kind}-${version}.json`), 'utf8')) as GoldenSnapshot[];

/** The rows of a control plane's database, as SQL, that go with its snapshots of a version. */
export const goldenRows = (version: number): string => readFileSync(pathOf(`fleet-${version}.sql`), 'utf8');

/** Names what is in a golden file, however it is laid out. */
export const digestOf = (kind: string, version: number): string =>
  createHash('sha256')
    .update(JSON.stringify(golden(kind, version)))
    .digest('hex')
    .slice(0, 16);

/** A command that makes the golden files that are missing. */
export const MAKE_GOLDEN = 'NIXFLEET_GOLDEN=make npx vitest run tests/services/actors/golden-snapshots.test.ts';

/** Writes a golden file that is not there yet. One that is there stays as it is. */
export async function keepGolden(kind: string, version: number, snapshots: readonly GoldenSnapshot[]): Promise<void> {
  const path = pathOf(`${kind}-${version}.json`);
  if (existsSync(path)) return;
  writeFileSync(path, await format(JSON.stringify(snapshots), { parser: 'json', printWidth: 120 }));
}

/** The same for the rows. */
export function keepGoldenRows(version: number, sql: string): void {
  const path = pathOf(`fleet-${version}.sql`);
  if (!existsSync(path)) writeFileSync(path, sql);
}
