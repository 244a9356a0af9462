import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, root, run, tool } from './step.mjs';

const SOURCE = 'services/board';

/** Builds the web page into `dist/board`, from its sources alone: no address of another host is in it. */
export async function board() {
  await run([...tool('tsc'), '-p', join(root, SOURCE)], { remedy: 'The web page does not compile; why is below.' });
  const { build } = await import('vite').catch(() => {
    throw new Refusal('vite is missing: run `node .ci/setup.mjs` (or `npm ci`) first.');
  });
  await build({
    root: join(root, SOURCE),
    // Behind a proxy the page may be below any path.
    base: './',
    configFile: false,
    envDir: false,
    logLevel: 'warn',
    build: {
      outDir: join(root, 'dist/board'),
      emptyOutDir: true,
      target: 'es2023',
      // An address of data is no file of ours to the page's CSP.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  if (!existsSync(join(root, 'dist/board/index.html'))) throw new Refusal('The web page was not built.');
}
