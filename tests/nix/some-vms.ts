import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MARKER } from '../support/environment.ts';
import { processesMarked } from '../support/descendants.ts';
import { killed } from '../support/signalled.ts';
import { type Ended, type Launch, runToEnd } from '../support/processes.ts';
import { appLaunch } from './an-app.ts';

const HALT = 0xf4;
const KIB = 1024;

/** VMs of the real QEMU in a folder of their own, emulated; their firmware halts the processor at once. */
export class SomeVms {
  readonly #folder: string;
  /** Where they are kept. */
  readonly state: string;
  /** Programs that are found before those of the system. */
  readonly bin: string;

  /** `home`: the folder's name, which becomes part of what QEMU is told. */
  constructor(folder: string, home = 'data') {
    this.#folder = folder;
    this.state = join(folder, home, 'nixfleet/vms');
    this.bin = join(folder, 'bin');
    mkdirSync(this.state, { recursive: true });
    mkdirSync(this.bin);
    mkdirSync(this.#firmware);
    writeFileSync(join(this.#firmware, 'edk2-x86_64-code.fd'), Buffer.alloc(128 * KIB, HALT));
    writeFileSync(join(this.#firmware, 'edk2-i386-vars.fd'), Buffer.alloc(64 * KIB));
  }

  get #firmware(): string {
    return join(this.#folder, 'firmware');
  }

  /** What starts one of the apps over these VMs. */
  launch(...words: [string, ...string[]]): Launch {
    const { argv, env } = appLaunch(this.#folder, words);
    return {
      argv,
      cwd: this.#folder,
      env: {
        ...env,
        PATH: [this.bin, env['PATH']].join(delimiter),
        XDG_DATA_HOME: join(this.state, '../..'),
        NIXFLEET_VM_ACCEL: 'tcg',
        NIXFLEET_VM_FIRMWARE: this.#firmware,
      },
    };
  }

  run(...words: [string, ...string[]]): Promise<Ended> {
    return runToEnd(this.launch(...words));
  }

  file(host: string, ending: string): string {
    return join(this.state, `${host}.${ending}`);
  }

  /** Gives VMs an empty disk, as if they had been built. */
  async haveDisks(...hosts: string[]): Promise<void> {
    for (const host of hosts) {
      const argv = ['qemu-img', 'create', '-q', '-f', 'qcow2', this.file(host, 'qcow2'), '16M'] as const;
      const { exitCode, said } = await runToEnd({ argv, env: process.env });
      if (exitCode !== 0) throw new Error(said);
      writeFileSync(this.file(host, 'system'), 'x86_64-linux\n');
    }
  }

  /** A program of these words, in front of that of the system. */
  have(program: string, script: string): void {
    writeFileSync(join(this.bin, program), `#!/usr/bin/env bash\nset -eu\n${script}\n`, { mode: 0o755 });
  }

  /** The words of the command line of a VM that runs. */
  words(host: string): string[] {
    return readFileSync(`/proc/${this.pid(host)}/cmdline`, 'utf8').split('\0');
  }

  pid(host: string): number {
    return Number(readFileSync(this.file(host, 'pid'), 'utf8'));
  }

  isRunning(host: string): boolean {
    return existsSync(this.file(host, 'pid')) && existsSync(`/proc/${this.pid(host)}/cmdline`);
  }

  /** What is kept, and what runs that we started. */
  left(): { files: string[]; processes: string[] } {
    const processes = processesMarked(`${MARKER}=${this.#folder}`).map(({ command }) => command);
    return { files: readdirSync(this.state).toSorted(), processes: processes.filter((command) => command !== '') };
  }

  /** Ends all of them, however they were started. */
  end(): void {
    for (const { pid } of processesMarked(`${MARKER}=${this.#folder}`)) killed(pid);
  }
}
