// Removes the packages from `node_modules` here that only development asks for: node remove-development.mjs LOCK
import { readFileSync, rmSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const [path, { dev }] of Object.entries(packages))
  if (dev === true) rmSync(path, { recursive: true, force: true });
