import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { run } from '../../services/host/process.ts';
import { createRoot, type SystemRoot } from '../../services/host/root.ts';
import { createSystem, type System } from '../../services/host/system.ts';
import { processesMarked } from '../support/descendants.ts';
import { type Program, startProgram } from '../support/processes.ts';
import { aClosure, NIX_ENV } from '../services/host/closures.ts';
import { aFolder, until } from '../services/host/waiting.ts';
import type { FakeControlPlane } from './fake-control-plane.ts';

const AGENT = new URL('../../dist/agent/main.js', import.meta.url).pathname;

/** `gate NAME WORDS` waits while NAME is shut for something that is in WORDS. */
const GATE = `#!/bin/sh
shut="$(dirname "$0")/$1.shut"
test -e "$shut" || exit 0
case "$2" in *"$(cat "$shut")"*) ;; *) exit 0 ;; esac
touch "$(dirname "$0")/$1.waits"
while test -e "$shut"; do sleep 0.02; done
`;

/** What waits at a gate: a command of Nix for a path, the switch of a closure, the health check. */
export type GateName = 'nix' | 'nix-env' | 'switch' | 'probe';

/** A machine that is a folder, runs a closure, and has gates at which the work of its agent can be held up. */
export class AGatedMachine {
  readonly root: SystemRoot;
  readonly system: System;
  /** What runs before the story begins; a switch to it heals. */
  readonly previous: string;
  readonly #plane: FakeControlPlane;

  private constructor(plane: FakeControlPlane, root: SystemRoot, previous: string) {
    this.#plane = plane;
    this.root = root;
    this.system = createSystem(root);
    this.previous = previous;
  }

  static async of(plane: FakeControlPlane): Promise<AGatedMachine> {
    const root = createRoot(await aFolder());
    const machine = new AGatedMachine(plane, root, await aGatedClosure('previous', 'rm -f "$NIXFLEET_ROOT/ill"'));
    await Promise.all([root.currentSystem, root.profile, root.healthFile].map(makeFolderOf));
    await executable(join(root.folder, 'gate'), GATE);
    await mkdir(join(root.folder, 'bin'));
    for (const name of ['nix', 'nix-env']) {
      const { stdout } = await run({ argv: ['/bin/sh', '-c', 'command -v "$1"', 'sh', name] });
      await executable(
        join(root.folder, 'bin', name),
        `#!/bin/sh\n${root.folder}/gate ${name} "$*"\nexec ${stdout.trim()} "$@"\n`,
      );
    }
    const command = '"$NIXFLEET_ROOT/gate" probe any; test ! -e "$NIXFLEET_ROOT/ill"';
    await writeFile(root.healthFile, JSON.stringify({ command: [{ name: 'well', command }] }));
    await run({ argv: ['nix-env', '-p', root.profile, '--set', machine.previous], env: NIX_ENV });
    await symlink(machine.previous, root.currentSystem);
    return machine;
  }

  /** Holds up what concerns this path. */
  shut(gate: GateName, path: string): void {
    writeFileSync(join(this.root.folder, `${gate}.shut`), path);
  }

  open(gate: GateName): void {
    rmSync(join(this.root.folder, `${gate}.shut`));
  }

  isHeldUpAt(gate: GateName): boolean {
    return existsSync(join(this.root.folder, `${gate}.waits`));
  }

  /** Starts its agent: the program, as it is installed. */
  async start(): Promise<Program> {
    const folder = this.root.folder;
    const where = ['--control-plane-url', this.#plane.url, '--allow-insecure', '--machine-id', 'web-01'];
    const pace = ['--poll-interval=1', '--retry-interval=1', '--health-interval=900', '--verify-timeout=1'];
    const env = { ...process.env, ...NIX_ENV, PATH: `${folder}/bin:${process.env['PATH']}`, [MARK]: folder };
    const agent = await startProgram(
      'the agent',
      { argv: [process.execPath, AGENT, '--root', folder, ...where, ...pace], env },
      join(folder, 'agent.log'),
    );
    onTestFinished(() => agent.kill());
    return agent;
  }

  /** Where its agent stands: `applying.activating`, as the agent's database says. */
  async reaches(state: string): Promise<void> {
    await until(() => this.#state === state);
  }

  /** Ends when nothing runs any more that its agents have started. */
  async isQuiet(): Promise<void> {
    await until(() => processesMarked(`${MARK}=${this.root.folder}`).length === 0);
  }

  get #state(): string {
    if (!existsSync(this.root.database)) return '';
    const db = new SQLite(this.root.database, { readonly: true });
    try {
      const state = db.prepare<[], string>('SELECT state FROM snapshots').pluck().get() ?? '{}';
      const { value } = JSON.parse(state) as { value?: unknown };
      return nameOf(value);
    } catch (error) {
      // The agent is still making its tables.
      if (error instanceof SQLite.SqliteError) return '';
      throw error;
    } finally {
      db.close();
    }
  }
}

/** A closure whose switch waits at the gate `switch` before it does this. */
export const aGatedClosure = (name: string, script = ''): Promise<string> =>
  aClosure(name, `"$NIXFLEET_ROOT/gate" switch "$0"; ${script}`);

const MARK = 'NIXFLEET_TEST_MACHINE';

const nameOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, inner]) => `${name}.${nameOf(inner)}`)
        .join()
    : String(value);

async function makeFolderOf(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
}

async function executable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}
