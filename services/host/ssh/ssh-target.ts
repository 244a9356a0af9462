import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, CommandFailed, Unreachable } from '../../../machines/errors.ts';
import { type Command, finish, type Finished, run } from '../process.ts';
import { type KeeperAnswer, keeperAnswer } from './keeper-answer.ts';
import { isOwnAnswer, keeperCommand, type KeeperVerb } from './keeper-command.ts';
import { copyClosureCommand, FRESH, masterCommand, overMaster, sshCommand } from './ssh-command.ts';
import { SSH_FAILED, sshProblem } from './ssh-problem.ts';

/** How to ask a machine. */
export interface Asking {
  readonly signal?: AbortSignal | undefined;
  /** How long the answer may take, with the connection; 60 s unless told. */
  readonly limitMs?: number | undefined;
  /** Over a connection of its own: what was agreed on before counts for nothing. */
  readonly isFresh?: boolean | undefined;
  /** For logs. */
  readonly says: string;
}

/** Which machine, and how far the patience for it goes. */
export interface TargetParts {
  /** As logs and messages call it. */
  readonly host: string;
  readonly destination: string;
  /** Seconds for a connection to stand; 15 unless told. */
  readonly connectSeconds?: number;
}

const LIMIT_MS = 60_000;
/** The end of a path to a socket, with what ssh adds while it makes it, and what the kernel takes. */
const SOCKET_NAME = 24;
const LONGEST_SOCKET = 104;

/** A machine that is reached over SSH. */
export class SshTarget {
  readonly host: string;
  readonly destination: string;
  readonly #options: readonly string[];
  readonly #closing = new AbortController();
  #folder: string | undefined;
  #master: Promise<void> | undefined;

  constructor({ host, destination, connectSeconds }: TargetParts) {
    this.host = host;
    this.destination = destination;
    this.#options = connectSeconds === undefined ? [] : [`ConnectTimeout=${connectSeconds}`];
  }

  /** Opens a connection that all but fresh questions use. Throws `Unreachable` when the machine does not let us in. */
  async open(signal: AbortSignal): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'nixfleet-ssh-'));
    this.#folder = folder;
    const socket = join(folder, 's');
    // Such a socket could not be made, or named in NIX_SSHOPTS: then each command makes its own connection.
    if (socket.length > LONGEST_SOCKET - SOCKET_NAME || /\s/.test(socket)) return;
    const about = { says: `ssh ${this.destination} (kept open)`, host: this.host };
    const command = masterCommand(this.destination, socket, { options: this.#options, about });
    let problem: Error | undefined;
    this.#master = finish(command, { signal: this.#closing.signal }).then(
      ({ stderr }) => void (problem = new Unreachable(sshProblem(this.destination, stderr))),
      // Nobody else hears of it: when it is closed it is stopped, and what it could not do the first question cannot either.
      (error: unknown) => void (problem = error instanceof Error ? error : new Error(String(error))),
    );
    while (!existsSync(socket)) {
      if (problem !== undefined) throw problem;
      await sleep(20, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new CommandFailed('ssh was stopped before it was connected', { why: 'stopped' });
    }
  }

  /** Has its keeper do something. Throws `Unreachable` when there is no answer, `BadInput` when it refuses. */
  async ask(words: readonly [KeeperVerb, ...string[]], asking: Asking): Promise<KeeperAnswer> {
    const { says, limitMs = LIMIT_MS } = asking;
    const options = this.#optionsOf(asking);
    const about = { says, host: this.host };
    const { stdout, stderr, exitCode } = await this.#answer(
      keeperCommand(this.destination, words, { options, timeoutMs: limitMs, about }),
      asking,
    );
    const answer = keeperAnswer(stdout);
    const refused = answer.facts.get('refused');
    if (refused !== undefined) throw new BadInput(`${this.host}: ${refused}`);
    const said = stderr.trim() || stdout.trim();
    if (exitCode === 0 && isOwnAnswer(words[0], answer)) return answer;
    if (exitCode === 0) {
      throw new CommandFailed(
        `${this.host} has run something else than was asked (${says}): look for StdinNull and the like in ssh_config here, and for a forced command in its authorized_keys or sshd_config. It said: ${said.slice(-2048) || 'nothing'}`,
        { stderr },
      );
    }
    throw new CommandFailed(`${says} failed on ${this.host} (exit code ${exitCode}): ${said.slice(-2048)}`, { stderr });
  }

  /** Runs a program there; its exit code is an answer. Throws `Unreachable` when there is none. */
  finish(words: readonly [string, ...string[]], asking: Asking): Promise<Finished> {
    const { says, limitMs = LIMIT_MS } = asking;
    const options = this.#optionsOf(asking);
    const about = { says, host: this.host };
    return this.#answer(sshCommand(this.destination, words, { options, timeoutMs: limitMs, about }), asking);
  }

  /** Copies a closure there. */
  async copy(path: string, signal: AbortSignal): Promise<void> {
    const about = { says: `nix-copy-closure to ${this.destination}`, host: this.host };
    const options = this.#optionsOf({});
    await run(copyClosureCommand(this.destination, path, { options, about }), { signal });
  }

  /** Lets go of the connection. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#master;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #optionsOf({ isFresh = false }: Pick<Asking, 'isFresh'>): readonly string[] {
    if (isFresh) return [...FRESH, ...this.#options];
    const socket = this.#master === undefined ? undefined : join(this.#folder ?? '', 's');
    // A connection that broke is not mended: the commands after it make their own.
    return socket !== undefined && existsSync(socket)
      ? [...overMaster(socket), ...this.#options]
      : [...FRESH, ...this.#options];
  }

  async #answer(command: Command, { signal }: Pick<Asking, 'signal'>): Promise<Finished> {
    try {
      const finished = await finish(command, signal ? { signal } : {});
      if (finished.exitCode !== SSH_FAILED) return finished;
      throw new Unreachable(sshProblem(this.destination, finished.stderr));
    } catch (error) {
      if (!(error instanceof CommandFailed) || error.detail['why'] !== 'limit') throw error;
      const seconds = Math.round((command.timeoutMs ?? 0) / 1000);
      throw new Unreachable(`${this.host} has not answered within ${seconds} s`, {}, { cause: error });
    }
  }
}
