import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Refusal, root, run, step } from './step.mjs';
import { installPrograms } from './system.mjs';

/** Installs the npm packages of the lock, unless exactly these are there and the compiled one loads. */
export async function installPackages() {
  if (matchesLock(lockOf('package-lock.json'), lockOf('node_modules/.package-lock.json')) && sqliteLoads()) return;
  await installPrograms(['compilers']);
  await step('npm packages (the first time SQLite may be compiled: about three minutes)', () =>
    run([...npm(), 'ci', '--include=dev', '--no-audit', '--no-fund'], {
      env: { ...process.env, ...headersOfNode() },
      remedy: 'It says why below; mend it (network? disk? compiler?) and run this again.',
    }),
  );
}

/**
 * Whether what is installed is what the lock names: each package in its version, nothing else. Only
 * optional packages may be absent: they are those of other platforms.
 */
export function matchesLock(lock, installed) {
  if (!lock)
    throw new Refusal('package-lock.json is missing: this is not a whole checkout; clone the repository again.');
  if (!installed) return false;
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== '');
  const known = new Set(wanted.map(([path]) => path));
  const isSame = ([path, { version, integrity, optional }]) => {
    const found = installed.packages[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  };
  return wanted.every(isSame) && Object.keys(installed.packages).every((path) => known.has(path));
}

function lockOf(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** An interrupted install, or one for another Node, shows here and nowhere else. */
function sqliteLoads() {
  const require = createRequire(join(root, 'package.json'));
  try {
    new (require('better-sqlite3'))(':memory:').close();
    return true;
  } catch (error) {
    console.log(
      `set-up: better-sqlite3 does not load (${String(error.message).split('\n')[0]}), so it is installed again`,
    );
    return false;
  }
}

/** Node's own headers, where they are installed with it: the compile then needs no download of them. */
function headersOfNode() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

/** The npm that runs this script, else the one on PATH. */
function npm() {
  const script = process.env.npm_execpath ?? '';
  return basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm'];
}
