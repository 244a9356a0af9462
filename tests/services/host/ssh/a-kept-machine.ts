import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type KeeperAnswer, keeperAnswer } from '../../../../services/host/ssh/keeper-answer.ts';
import { type KeeperVerb, keeperWords } from '../../../../services/host/ssh/keeper-command.ts';
import { KEEPER_SCRIPT } from '../../../../services/host/ssh/keeper-script.ts';
import { linkTarget } from '../../../support/link-target.ts';
import { startProgram } from '../../../support/processes.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** Where its systems are, and what was asked of them. */
const STORE = '/nix/store';
const BASE = '/run/nixfleet-ssh';

/** Moves the link, as the real one does; `before` and `after`: what it does besides. */
const activation = (before: string, after: string): string => `#!/bin/sh
closure=\${0%/bin/*}
echo "$1 $closure $(umask)" >>/nix/steps
${before}
test "$1" = boot || ln -sfn "$closure" /run/current-system
${after}
`;

/** As much of `nix-env` as a keeper needs. */
const NIX_ENV = `#!/bin/sh
cd /nix/var/nix/profiles || exit 1
if test "$3" = --set; then
  number=1
  while test -h "system-$number-link"; do number=$((number + 1)); done
  ln -s "$4" "system-$number-link"
else
  number=$4
fi
ln -sfn "system-$number-link" system
`;

/**
 * A machine whose shell is this one, without a systemd: processes, a small `/run/nixfleet-ssh` and systems of its own. A keeper is
 * asked as over SSH.
 */
export class KeptMachine {
  readonly #folder: string;
  readonly #init: string;

  private constructor(folder: string, init: string) {
    this.#folder = folder;
    this.#init = init;
  }

  /** Starts one that runs the system `old`; needs root. */
  static async start(shell: string): Promise<KeptMachine> {
    const folder = mkdtempSync(join(tmpdir(), 'nixfleet-kept-'));
    for (const path of ['nix/store', 'nix/var/nix/profiles', 'run/nixfleet-ssh', 'bin'])
      mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'bin/nix-env'), NIX_ENV, { mode: 0o755 });
    writeFileSync(join(folder, 'bin/nix-store'), '#!/bin/sh\n', { mode: 0o755 });
    const apart = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    const argv = ['unshare', ...apart, 'sh', '-c', INIT, 'init', folder, shell] as const;
    const log = join(folder, 'machine.log');
    const program = await startProgram('the machine', { argv, env: { PATH: process.env['PATH'] } }, log);
    onTestFinished(async () => {
      await program.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    await waitUntil(() => existsSync(join(folder, 'run/up')), { limitMs: 50_000, what: 'the machine to be up' });
    const init = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').trim();
    const machine = new KeptMachine(folder, init);
    machine.system('old');
    machine.sh(`nix-env -p system --set ${STORE}/old; ln -s ${STORE}/old /run/current-system`);
    return machine;
  }

  /** Puts a system into its store. Its path. */
  system(name: string, { before = '', after = '' }: { before?: string; after?: string } = {}): string {
    mkdirSync(join(this.#folder, 'nix/store', name, 'bin'), { recursive: true });
    const file = join(this.#folder, 'nix/store', name, 'bin/switch-to-configuration');
    writeFileSync(file, activation(before, after), { mode: 0o755 });
    chmodSync(file, 0o755);
    return `${STORE}/${name}`;
  }

  /** Puts a program first on its PATH. */
  install(program: string, script: string): void {
    writeFileSync(join(this.#folder, 'bin', program), script, { mode: 0o755 });
  }

  /** Has its keeper do something. */
  ask(...words: readonly [KeeperVerb, ...string[]]): KeeperAnswer {
    const [program, ...args] = this.#inside(keeperWords(words));
    const options = { input: KEEPER_SCRIPT, encoding: 'utf8', stdio: 'pipe' } as const;
    try {
      return keeperAnswer(execFileSync(program, args, options));
    } catch (error) {
      const { stdout = '' }: { stdout?: string } = Object(error);
      if (!stdout.includes('nixfleet refused')) throw error;
      return keeperAnswer(stdout);
    }
  }

  /** As `ask`, beside others. */
  async asking(...words: readonly [KeeperVerb, ...string[]]): Promise<KeeperAnswer> {
    const [program, ...args] = this.#inside(keeperWords(words));
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.end(KEEPER_SCRIPT);
    child.stdout.setEncoding('utf8');
    let said = '';
    for await (const text of child.stdout) said += String(text);
    return keeperAnswer(said);
  }

  /** Begins and starts a switch to a system. */
  switch(id: string, path: string, { confirm = '100', limit = '100' } = {}): void {
    this.ask('begin', id, path, confirm, limit, '');
    this.ask('start', id);
  }

  /** Runs a command there; what it prints. */
  sh(command: string): string {
    const [program, ...args] = this.#inside(['sh', '-c', command]);
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  }

  /** The text of a file of an attempt; undefined: it is not there. */
  value(id: string, name: string): string | undefined {
    const file = `/proc/${this.#init}/root${BASE}/at-${id}/${name}`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  }

  /** A file of an attempt is there. */
  async has(id: string, name: string): Promise<void> {
    await this.until(() => this.value(id, name) !== undefined, `${name} of ${id}`);
  }

  async until(isSo: () => boolean, what: string): Promise<void> {
    await waitUntil(isSo, { limitMs: 30_000, what });
  }

  /** How many dead men there are. */
  get watchers(): number {
    return Number(this.sh('ps -e -o args | grep -c "keeper.s[h] watch" || :'));
  }

  /** The system it runs; undefined while its link is being replaced: `ln` of some shells removes it first. */
  get running(): string | undefined {
    return linkTarget(`/proc/${this.#init}/root/run/current-system`);
  }

  /** What was asked of its systems, with the umask. */
  get steps(): string[] {
    const file = join(this.#folder, 'nix/steps');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  #inside(words: readonly [string, ...string[]]): readonly [string, ...string[]] {
    const path = `PATH=${join(this.#folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`;
    return ['nsenter', '--target', this.#init, '--mount', '--pid', 'env', '-i', path, 'HOME=/', ...words];
  }
}

/** The first process there. Its shell takes the place of `sh`, for all that is started later as well. */
const INIT = `mount --bind "$1/nix" /nix && mount --bind "$1/run" /run || exit 1
mount -t tmpfs -o size=1m,nr_inodes=200,mode=755 tmpfs /run/nixfleet-ssh || exit 1
shell=$(command -v "$2")
test "$(readlink -f "$shell")" = "$(readlink -f /bin/sh)" || mount --bind "$shell" "$(readlink -f /bin/sh)" || exit 1
touch /run/up
while :; do sleep 0.1; done`;
