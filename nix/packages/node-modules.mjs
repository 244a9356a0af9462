// Installs the npm packages that building and testing take, for one system, from the lock: the same bytes wherever and
// with whichever npm it runs, because their hash stands in node-modules.json. No package's script runs.
//
//   node node-modules.mjs FOLDER SYSTEM TARGET
//
// FOLDER has package.json, package-lock.json and .npmrc; SYSTEM is one as Nix names it; TARGET becomes `node_modules`.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PLATFORMS = {
  'x86_64-linux': { os: 'linux', cpu: 'x64', libc: 'glibc' },
  'aarch64-linux': { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'x86_64-darwin': { os: 'darwin', cpu: 'x64' },
  'aarch64-darwin': { os: 'darwin', cpu: 'arm64' },
};

/** What only looks at sources: large, native for each system, and of no use to a build or a test. */
const LEFT_OUT = ['oxlint', 'oxlint-tsgolint'];

process.umask(0o022);
const [folder, system, target] = process.argv.slice(2);
const platform = PLATFORMS[system];
if (platform === undefined || target === undefined) {
  const known = Object.keys(PLATFORMS).join(', ');
  complain(`usage: node node-modules.mjs FOLDER SYSTEM TARGET; SYSTEM is one of ${known}, not ${system}.`);
  process.exit(2);
}
const project = mkdtempSync(join(tmpdir(), 'nixfleet-node-modules-'));
try {
  process.exitCode = install();
} finally {
  rmSync(project, { recursive: true });
}

function install() {
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(folder, file), join(project, file));
  edit('package.json', (manifest) => leaveOut(manifest));
  const { packages } = edit('package-lock.json', (lock) => leaveOut(lock.packages['']));
  // Said by flags, whatever the settings of whoever runs this say.
  const how = ['--ignore-scripts', '--include=dev', '--include=optional', '--install-strategy=hoisted'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const where = Object.entries(platform).map(([name, value]) => `--${name}=${value}`);
  const { status, error } = spawnSync('npm', ['ci', ...how, ...quiet, ...where], {
    cwd: project,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    complain(`\`npm ci\` failed (${error?.message ?? `exit code ${status}`}); why is above.`);
    return 1;
  }
  const wanted = wantedPackages(packages);
  const missing = [...wanted].filter((path) => !existsSync(join(project, path)));
  if (missing.length > 0) {
    complain(`npm has left out ${missing.join(', ')}: is it older than 10?`);
    return 1;
  }
  for (const path of Object.keys(packages)) if (!wanted.has(path) && path !== '') remove(path);
  // Which npm it was that installed is in this file, and nothing that anybody needs.
  rmSync(join(project, 'node_modules/.package-lock.json'));
  removeDeadLinks();
  cpSync(join(project, 'node_modules'), target, { recursive: true, verbatimSymlinks: true });
  return 0;
}

function complain(sentence) {
  process.stderr.write(`node-modules.mjs: ${sentence}\n`);
}

function edit(file, change) {
  const path = join(project, file);
  const json = JSON.parse(readFileSync(path, 'utf8'));
  change(json);
  writeFileSync(path, JSON.stringify(json));
  return json;
}

function leaveOut({ devDependencies }) {
  for (const name of LEFT_OUT) delete devDependencies[name];
}

/**
 * The packages that are reached from the root on this platform, by their path. Each npm has its own idea of what
 * else it installs: what nothing asks for any more, what only another platform's packages ask for.
 */
function wantedPackages(packages) {
  const found = new Set();
  const visit = (path) => {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = packages[path];
    const own = path === '' ? devDependencies : {};
    for (const name of Object.keys({ ...dependencies, ...own, ...optionalDependencies, ...peerDependencies })) {
      const at = resolved(packages, path, name);
      if (at === undefined || found.has(at) || !fits(packages[at])) continue;
      found.add(at);
      visit(at);
    }
  };
  visit('');
  return found;
}

/** Where Node finds a package that one at `from` asks for; an optional peer may be nowhere. */
function resolved(packages, from, name) {
  const path = join(from, 'node_modules', name);
  if (path in packages) return path;
  return from === ''
    ? undefined
    : resolved(packages, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name);
}

function fits(entry) {
  return Object.entries(platform).every(([field, value]) => entry[field]?.includes(value) ?? true);
}

function remove(path) {
  rmSync(join(project, path), { recursive: true, force: true });
  const scope = join(project, dirname(path));
  if (existsSync(scope) && readdirSync(scope).length === 0) rmdirSync(scope);
}

/** Commands of packages that are gone. */
function removeDeadLinks() {
  const entries = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isSymbolicLink())) {
    const link = join(entry.parentPath, entry.name);
    if (!existsSync(link)) rmSync(link);
  }
}
