import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Attempt } from '../../../../machines/model/attempt.ts';
import { type Activation, type ActivationParts, createActivation } from '../../../../services/host/activation.ts';
import { AttemptFolder } from '../../../../services/host/attempt/attempt-folder.ts';
import { finish, run } from '../../../../services/host/process.ts';
import { isRunning, markOf } from '../../../../services/host/process-mark.ts';
import { createRoot, type SystemRoot } from '../../../../services/host/root.ts';
import { createSystem, type System } from '../../../../services/host/system.ts';
import { processesMarked } from '../../../support/descendants.ts';
import { killed } from '../../../support/signalled.ts';
import { BOOT_DEFAULT } from '../../../support/fake-system.ts';
import { aClosure, NIX_ENV } from '../closures.ts';
import { aFolder, until } from '../waiting.ts';

/** The keeper program, as it is installed. */
export const KEEPER: readonly [string, ...string[]] = [
  process.execPath,
  new URL('../../../../dist/agent/keeper.js', import.meta.url).pathname,
];

const MARK = 'NIXFLEET_TEST_MACHINE';
const LONG_MS = 60_000;

/** A machine that is a folder and runs a closure, with keepers that are real processes. */
export class AMachine {
  readonly root: SystemRoot;
  readonly system: System;
  readonly previous: string;

  private constructor(folder: string, previous: string) {
    this.root = createRoot(folder);
    this.system = createSystem(this.root);
    this.previous = previous;
  }

  /** Its own closure runs this script when it is activated. */
  static async of({ script = '' }: { script?: string } = {}): Promise<AMachine> {
    const machine = new AMachine(await aFolder(), await aClosure('previous', `echo "back by $1"; ${script}`));
    const { root, previous } = machine;
    mark(root.folder);
    await mkdir(dirname(root.currentSystem), { recursive: true });
    await mkdir(dirname(root.profile), { recursive: true });
    await run({ argv: ['nix-env', '-p', root.profile, '--set', previous], env: NIX_ENV });
    await symlink(previous, root.currentSystem);
    onTestFinished(() => endMarked(root.folder));
    return machine;
  }

  /** The host side of an agent; limits are long unless a test is about them. */
  activation(parts: Partial<ActivationParts> = {}): Activation {
    return createActivation({
      root: this.root,
      keeper: KEEPER,
      activationMs: LONG_MS,
      confirmMs: LONG_MS,
      ...parts,
    });
  }

  attempt(wanted: string, { id = '17', ...more }: Partial<Attempt> = {}): Attempt {
    return {
      ...{ id, wanted, assignment: null, previous: this.previous, profile: this.previous, bootId: null },
      ...{ mode: 'test-then-boot', phase: 'switching', deadline: 0, problem: null, ...more },
    };
  }

  folder(id = '17'): AttemptFolder {
    return AttemptFolder.of(this.root.attempts, id);
  }

  file(name: string): string {
    return join(this.root.folder, name);
  }

  async lines(name: string): Promise<readonly string[]> {
    const text = await readFile(this.file(name), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async bootDefault(): Promise<string | undefined> {
    return (await this.lines(BOOT_DEFAULT))[0];
  }

  async has(name: string): Promise<void> {
    await until(() => existsSync(this.file(name)));
  }

  async runs(path: string): Promise<void> {
    await until(async () => (await this.system.running()) === path);
  }

  async setsProfile(path: string): Promise<void> {
    await run({ argv: ['nix-env', '-p', this.root.profile, '--set', path], env: NIX_ENV });
  }

  /** Ends when no process is left of all that was begun for it. */
  async isQuiet(): Promise<void> {
    await until(() => this.processes().length === 0);
  }

  /** Processes of its keepers, and of what they have begun; those of one kind: `back`, `watch`, `run`. */
  processes(verb = ''): readonly { readonly pid: number; readonly command: string }[] {
    return processesMarked(`${MARK}=${this.root.folder}`).filter(
      ({ command }) => verb === '' || command.includes(`keeper.js ${verb} `),
    );
  }

  /** Kills its keepers of one kind. They have ended then: the kernel still takes a process apart whose environment is gone. */
  async killed(verb: string): Promise<void> {
    const marks = await Promise.all(this.processes(verb).map(({ pid }) => markOf(pid)));
    for (const { pid } of marks) killed(pid);
    await Promise.all(marks.map((each) => until(async () => !(await isRunning(each)))));
  }

  /** An agent of its own process, that asks for this and can be killed. */
  agent(work: string, limits: { readonly activationMs?: number; readonly confirmMs?: number } = {}) {
    const stop = new AbortController();
    const modules = new URL('../../../../dist/services/host/', import.meta.url).href;
    const program = `
      const { createActivation } = await import('${modules}activation.js');
      const { createRoot } = await import('${modules}root.js');
      const activation = createActivation({
        root: createRoot(${JSON.stringify(this.root.folder)}),
        keeper: ${JSON.stringify(KEEPER)},
        ...${JSON.stringify({ activationMs: LONG_MS, confirmMs: LONG_MS, ...limits })},
      });
      const never = new AbortController().signal;
      ${work}`;
    const argv = [process.execPath, '--input-type=module', '--eval', program] as const;
    const end = finish({ argv }, { signal: stop.signal }).then(
      ({ exitCode }) => exitCode,
      () => -1,
    );
    return { kill: () => stop.abort(), end };
  }
}

/** A script that says that it is there and waits until a test lets it go on. */
export const WAITS = 'touch "$NIXFLEET_ROOT/began"; while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.02; done';

/** A script that does not end when it is asked to. */
export const HANGS = 'trap "" TERM; touch "$NIXFLEET_ROOT/began"; while :; do sleep 0.02; done';

function mark(folder: string): void {
  const before = { [MARK]: process.env[MARK], NIX_CONFIG: process.env['NIX_CONFIG'] };
  Object.assign(process.env, NIX_ENV, { [MARK]: folder });
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

/** A test that fails may leave keepers that wait for an hour. */
function endMarked(folder: string): void {
  for (const { pid } of processesMarked(`${MARK}=${folder}`)) killed(pid);
}
