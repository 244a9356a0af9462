import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal, root } from './step.mjs';

/** The CLI, and what its worker threads run. */
const ENTRIES = { nixfleet: 'dist/cli/main.js', 'build-job': 'dist/services/build/job.js' };
const FOLDER = 'dist/bin';

/** A machine starts it once for each of its controls; it stays in its room, whose licence it has. */
const PROBES = { input: 'dist/agent/compliance/main.js', folder: 'dist/agent/compliance/bin' };

/** Too seldom needed, or native: these stay where npm has put them. */
const APART = ['piscina', 'ws'];

/** What nearly every command loads after its own chunk: in one file instead of twenty. */
const COMMON = [
  'cli/session',
  'cli/config/load-config',
  'cli/line/verb',
  'cli/output/table',
  'cli/output/watch',
  'services/api/client',
];

/**
 * Bundles the CLI into a few CommonJS files, a chunk for each verb: Node spends more time on finding and linking
 * forty small modules than the CLI spends on its work. So does it with the program of the probes.
 */
export async function bundle() {
  const { rolldown } = await import('rolldown').catch(() => {
    throw new Refusal('rolldown is missing: run `node .ci/setup.mjs` (or `npm ci`) first.');
  });
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  const common = modulesOf(COMMON.map((module) => `dist/${module}.js`));
  // One by one: what two entries share would be a file of its own, and one more to load at every start.
  for (const [name, file] of Object.entries(ENTRIES)) {
    const first = modulesOf([file]);
    const isCommon = (id) => (common.has(id) && !first.has(id)) || id.includes('/node_modules/consola/');
    const bundled = await rolldown({
      cwd: root,
      input: { [name]: file },
      platform: 'node',
      preserveEntrySignatures: 'allow-extension',
      external: APART,
      logLevel: 'warn',
    });
    await bundled.write({
      dir: join(root, FOLDER),
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: `${name}-[name]-[hash].cjs`,
      codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'common', test: isCommon }] },
    });
    await bundled.close();
  }
  await bundleProbes(rolldown);
}

/** Modules and no CommonJS: it waits at its top level. What a verb alone needs is a chunk of its own. */
async function bundleProbes(rolldown) {
  rmSync(join(root, PROBES.folder), { recursive: true, force: true });
  const bundled = await rolldown({
    cwd: root,
    input: { 'nixfleet-compliance': PROBES.input },
    platform: 'node',
    // Native.
    external: ['better-sqlite3'],
    logLevel: 'warn',
  });
  await bundled.write({ dir: join(root, PROBES.folder), format: 'esm', entryFileNames: '[name].js' });
  await bundled.close();
}

/** The modules that are loaded with these, but for what they load when it is needed. */
function modulesOf(files, found = new Set()) {
  for (const file of files.map((name) => join(root, name))) {
    if (found.has(file)) continue;
    found.add(file);
    const imported = readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^;]*?from '(\.[^']+)'/gm);
    modulesOf(
      [...imported].map(([, specifier]) => join(dirname(file), specifier).slice(root.length)),
      found,
    );
  }
  return found;
}
