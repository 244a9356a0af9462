import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AgentMachine } from '../support/agent-machine.ts';
import { killed } from '../support/signalled.ts';
import { addSystem } from '../support/fake-system.ts';
import { removeRootsIn } from '../support/gc-roots.ts';
import { type Program, runToEnd } from '../support/processes.ts';
import { aFolder, until } from '../services/host/waiting.ts';
import type { FakeControlPlane } from './fake-control-plane.ts';

/** `gate NAME WORDS` waits while NAME is shut for something that is in WORDS. */
const GATE = `#!/bin/sh
shut="$(dirname "$0")/$1.shut"
test -e "$shut" || exit 0
case "$2" in *"$(cat "$shut")"*) ;; *) exit 0 ;; esac
touch "$(dirname "$0")/$1.waits"
while test -e "$shut"; do sleep 0.02; done
`;

const COMMANDS = ['nix', 'nix-env', 'nix-store'] as const;

/** What waits at a gate: a command of Nix, the switch of a closure, the health check. */
export type GateName = (typeof COMMANDS)[number] | 'switch' | 'probe';

/** A machine that runs a closure, and has gates at which the work of its agent can be held up. */
export class AGatedMachine extends AgentMachine {
  /** What runs before the story begins; a switch to it heals. */
  readonly previous: string;
  readonly #plane: FakeControlPlane;

  private constructor(plane: FakeControlPlane, folder: string, previous: string) {
    super(folder);
    this.#plane = plane;
    this.previous = previous;
  }

  /** `heals`: what a switch to what it runs does besides. */
  static async of(plane: FakeControlPlane, heals = ''): Promise<AGatedMachine> {
    const folder = await aFolder();
    await executable(join(folder, 'gate'), GATE);
    const machine = new AGatedMachine(plane, folder, await aGatedClosure('previous', `rm -f ill; ${heals}`));
    for (const name of COMMANDS) {
      const { stdout } = await runToEnd({ argv: ['/bin/sh', '-c', 'command -v "$1"', 'sh', name], env: process.env });
      const wrapper = `#!/bin/sh\n${folder}/gate ${name} "$*"\nexec ${stdout.trim()} "$@"\n`;
      await executable(join(folder, 'bin', name), wrapper);
    }
    const command = '"$NIXFLEET_ROOT/gate" probe any; test ! -e "$NIXFLEET_ROOT/ill"';
    await writeFile(machine.root.healthFile, JSON.stringify({ command: [{ name: 'well', command }] }));
    await machine.install(machine.previous);
    onTestFinished(() => {
      machine.cutPower();
      removeRootsIn(folder);
    });
    return machine;
  }

  /** Holds up what concerns this: a path, or a path and the words after it. */
  shut(gate: GateName, words: string): void {
    writeFileSync(join(this.folder, `${gate}.shut`), words);
  }

  open(gate: GateName): void {
    rmSync(join(this.folder, `${gate}.shut`), { force: true });
    rmSync(join(this.folder, `${gate}.waits`), { force: true });
  }

  isHeldUpAt(gate: GateName): boolean {
    return existsSync(join(this.folder, `${gate}.waits`));
  }

  /** Starts its agent, which polls each second. */
  start(...flags: readonly string[]): Promise<Program> {
    const pace = ['--poll-interval=1', '--retry-interval=1', '--health-interval=900', ...flags];
    return this.startAgent(this.#plane.url, ...pace);
  }

  async reaches(state: string): Promise<void> {
    await until(() => this.memory.state === state);
  }

  /** Ends when nothing runs any more that its agents have started. */
  async isQuiet(): Promise<void> {
    await until(() => this.processes.length === 0);
  }

  /** Kills every keeper that does this, as somebody could who looks for memory. */
  killKeepers(verb: string): void {
    this.keepers(verb).forEach(({ pid }) => killed(pid));
  }
}

/** A closure whose switch waits at the gate `switch` before it does this; it does nothing more for `boot`. */
export async function aGatedClosure(name: string, script = '', before = ''): Promise<string> {
  const after = `"$NIXFLEET_ROOT/gate" switch "$0 $1"; if test "$1" = boot; then exit; fi; ${script}`;
  return addSystem(await aFolder(), process.env, { name, before, after });
}

async function executable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}
