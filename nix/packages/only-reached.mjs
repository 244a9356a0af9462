// Removes the sources of a folder here that a program does not load: node only-reached.mjs FOLDER MAIN
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [folder, main] = process.argv.slice(2);
const reached = new Set();
reach(main);
for (const file of readdirSync(folder, { recursive: true }).map((name) => join(folder, name)))
  if (file.endsWith('.ts') && !reached.has(file)) rmSync(file);

function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  const imported = readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^;]*?from '(\.[^']+)'/gm);
  for (const [, specifier] of imported) reach(join(dirname(file), specifier));
}
