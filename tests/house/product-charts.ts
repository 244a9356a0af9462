import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './source-file.ts';

/** What each file directly in machines/ exports: the charts are among it. */
export async function machineModules(): Promise<Readonly<Record<string, unknown>>[]> {
  const folder = join(repository, 'machines');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return Promise.all(files.map((file) => import(join(folder, file)) as Promise<Readonly<Record<string, unknown>>>));
}
