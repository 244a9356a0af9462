import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, root } from './step.mjs';

const ENTRY = 'dist/cli/main.js';
const FOLDER = 'dist/bin';

/** Too seldom needed, or native: these stay where npm has put them. */
const APART = ['piscina', 'ws'];

/**
 * Bundles the CLI into a few CommonJS files, a chunk for each verb: Node spends more time on finding and linking
 * forty small modules than the CLI spends on its work.
 */
export async function bundle() {
  const { rolldown } = await import('rolldown').catch(() => {
    throw new Refusal('rolldown is missing: run `node .ci/setup.mjs` (or `npm ci`) first.');
  });
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  const bundled = await rolldown({
    cwd: root,
    input: { nixfleet: ENTRY },
    platform: 'node',
    external: APART,
    logLevel: 'warn',
  });
  await bundled.write({
    dir: join(root, FOLDER),
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
  });
  await bundled.close();
}
