import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartDrawing } from '../../machines/model/statechart.ts';
import { packageRoot } from './package-root.ts';

/** Where everything of a statechart of this package is on its picture, as the build laid it out; undefined: it has no such chart. */
export function chartDrawing(name: string): ChartDrawing | undefined {
  const file = join(packageRoot(), 'dist/drawings', `${name}.json`);
  // A name may come from a request.
  if (!/^\w+$/.test(name) || !existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as ChartDrawing;
}
