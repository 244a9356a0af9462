import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { board } from './board.mjs';
import { bundle } from './bundle.mjs';
import { drawings } from './drawings.mjs';
import { Refusal, main, root, run, step, tool } from './step.mjs';

const STAMP = 'dist/.sources';

/** What others import of the package has declarations. */
const DECLARATIONS = '.ci/declarations.json';

/** Controls and frameworks, which sources import. */
const CATALOGUE = 'nix/compliance/catalogue';

/** The web page, which Vite builds. */
const BOARD = 'services/board';

/** Compiles the sources into `dist/`, unless `dist/` was made from exactly these. */
export async function build() {
  const sources = sourceFiles();
  const tools = ['.ci/bundle.mjs', '.ci/board.mjs', '.ci/drawings.mjs', DECLARATIONS];
  const stamp = digest([
    'package-lock.json',
    'tsconfig.json',
    ...tools,
    ...filesIn(BOARD).toSorted(),
    ...filesIn(CATALOGUE).toSorted(),
    ...sources,
  ]);
  if (existsSync(join(root, STAMP)) && readFileSync(join(root, STAMP), 'utf8') === stamp) return;
  if (!existsSync(join(root, 'node_modules/typescript')))
    throw new Refusal('node_modules is missing: run `node .ci/setup.mjs` (or `npm ci`) first.');
  await step('dist/ from the sources', async () => {
    await run([...tool('tsc'), '-p', root], { remedy: 'The sources do not compile; the errors are below.' });
    removeStale(new Set(sources));
    await run([...tool('tsc'), '-p', join(root, DECLARATIONS)], {
      remedy: 'The declarations cannot be made; why is below.',
    });
    await drawings();
    await bundle();
    await board();
    makeProgramsExecutable();
    writeFileSync(join(root, STAMP), stamp);
  });
}

function sourceFiles() {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return include.flatMap((folder) => filesIn(folder).filter((file) => file.endsWith('.ts'))).toSorted();
}

/** What was compiled from a source that is gone: a program could still load it. Declarations are all made anew. */
function removeStale(sources) {
  for (const file of filesIn('dist')) {
    const source = file.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !sources.has(source)) rmSync(join(root, file));
  }
}

function makeProgramsExecutable() {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const file of Object.values(bin)) if (existsSync(join(root, file))) chmodSync(join(root, file), 0o755);
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

function digest(files) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) await main(build);
