import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, failureOf, Unreachable } from '../../machines/errors.ts';
import type { AttemptResult, KeeperAnswer, SwitchEnded } from '../../services/host/ssh/keeper-answer.ts';
import { attemptResult, switchEnded } from '../../services/host/ssh/keeper-answer.ts';
import { sshProbes } from '../../services/host/ssh/ssh-probes.ts';
import type { SshTarget } from '../../services/host/ssh/ssh-target.ts';
import { activationProblem, BACK } from './activation-problem.ts';
import { type KnownOfAttempt, restartedEnd, staysEnd, unreachedEnd } from './parted-end.ts';
import { provenProblem } from './proven-problem.ts';
import type { SwitchEnd, SwitchOrder } from './switch-order.ts';
import type { ToldControlPlane } from './told-control-plane.ts';
import { WordOfAttempt } from './word-of-attempt.ts';

/** What a switch needs around it. */
export interface SwitchSurroundings {
  readonly plane: ToldControlPlane;
  /** Hears what is being done. */
  readonly tell: (what: string) => void;
  readonly signal: AbortSignal;
}

/** As long as the agent gives to a switch. */
const ACTIVATION_SECONDS = 900;
/** Longest wait in one question: a connection that has died without a word is noticed by the next. */
const WAIT_SECONDS = 20;
const CONNECT_MS = 40_000;
/** Ctrl-C ends all within 5 s. */
const PARTING_MS = 4_000;
const RETRY_MS = 1_000;
/** A way back, or a boot loader, may take its time. */
const SETTLE_MS = 15 * 60_000;

/** Brings one machine to a closure that is in its store, and sees to it that it goes back when it is not well there. */
export async function switchOver(
  target: SshTarget,
  order: SwitchOrder,
  surroundings: SwitchSurroundings,
): Promise<SwitchEnd> {
  const attempt = new Attempt(target, order, surroundings);
  return attempt.end();
}

class Attempt {
  readonly #id = `${Date.now()}-${randomBytes(4).toString('hex')}`;
  readonly #target: SshTarget;
  readonly #order: SwitchOrder;
  readonly #parts: SwitchSurroundings;
  readonly #word: WordOfAttempt;
  /** Of a connection that broke there is nothing left to use. */
  #isFresh = false;
  #actsAt = Infinity;
  /** What ran when it began; "" where that is not known. */
  #previous = '';
  #hasStarted = false;
  #hasAskedToConfirm = false;
  /** `confirmed` or `back`, once the machine has said it. */
  #claim: string | undefined;

  constructor(target: SshTarget, order: SwitchOrder, parts: SwitchSurroundings) {
    this.#target = target;
    this.#order = order;
    this.#parts = parts;
    this.#word = new WordOfAttempt(parts.plane, order);
  }

  async end(): Promise<SwitchEnd> {
    const unbegun = await this.#begin().then(
      () => undefined,
      (error: unknown) => this.#unbegun(error),
    );
    if (unbegun) return unbegun;
    const end = await this.#switched().catch((error: unknown) =>
      this.#hasStarted ? this.#parted(error) : this.#unstarted(error),
    );
    // What nobody watches stays, however it ended.
    const stays = end.result === 'deployed' || (this.#order.confirmSeconds === null && this.#hasStarted);
    if (stays) await this.#word.tell();
    else if (end.result === 'unknown' && this.#mayBeConfirmed) await this.#word.leave();
    else await this.#word.takeBack(this.#previous);
    return end;
  }

  async #begin(): Promise<void> {
    const { path, generation } = this.#order;
    const number = generation === null ? '' : String(generation);
    const words = [path, String(this.#confirmSeconds), String(ACTIVATION_SECONDS), number];
    const { facts } = await this.#ask(['begin', this.#id, ...words], 'begin');
    this.#previous = facts.get('previous') ?? '';
  }

  /** It may have begun all the same: then it gives its place up, and nothing was changed. Throws why it may not begin. */
  async #unbegun(error: unknown): Promise<SwitchEnd> {
    const { signal } = this.#parts;
    if (!signal.aborted && !(error instanceof Unreachable)) throw error;
    await this.#part(signal.aborted ? 'interrupted' : 'the connection broke').catch(() => undefined);
    if (!signal.aborted) throw error;
    return { result: 'not_begun', says: 'interrupted; nothing was changed', said: '' };
  }

  async #switched(): Promise<SwitchEnd> {
    await this.#start();
    const ended = await this.#switchEnd();
    if (ended.isKept !== undefined) return this.#ended(ended);
    const problem = activationProblem(ended, this.#order.path);
    if (this.#order.confirmSeconds === null) return this.#unwatched(ended, problem);
    this.#actsAt = performance.now() + ended.leftSeconds * 1000;
    if (problem !== null) return this.#takenBack(problem);
    const illness = await this.#illness(ended.leftSeconds);
    return illness === null ? this.#confirmed() : this.#takenBack(illness);
  }

  async #start(): Promise<void> {
    this.#parts.tell('activating');
    this.#parts.signal.throwIfAborted();
    this.#hasStarted = true;
    try {
      await this.#ask(['start', this.#id], 'start the switch');
    } catch (error) {
      if (error instanceof BadInput) this.#hasStarted = false;
      throw error;
    }
    // Not before: its agent is nudged by it, and would begin what we begin. Nor is it waited for: the time to confirm may be short.
    void this.#word.tell();
  }

  /** It was refused, or not asked for: the attempt gives its place up, and nothing was changed. */
  async #unstarted(error: unknown): Promise<SwitchEnd> {
    const isInterrupted = this.#parts.signal.aborted;
    const why = isInterrupted ? 'interrupted' : failureOf(error).message;
    await this.#part(why).catch(() => undefined);
    if (isInterrupted) return { result: 'not_begun', says: 'interrupted; nothing was changed', said: '' };
    return { result: 'failed', says: why, said: '' };
  }

  /** How the switch ended, or the attempt with it. The network may be away while it goes on. */
  async #switchEnd(): Promise<(SwitchEnded & { isKept?: undefined }) | (AttemptResult & { said: string })> {
    const until = performance.now() + (ACTIVATION_SECONDS + this.#confirmSeconds) * 1000 + CONNECT_MS;
    for (;;) {
      const answer = await this.#patient(['await_end', this.#id, String(WAIT_SECONDS)], 'wait for the switch', until);
      const result = attemptResult(answer);
      if (result !== undefined) return { ...result, said: answer.said };
      const ended = switchEnded(answer);
      if (ended !== undefined) return ended;
      if (performance.now() > until) throw new Unreachable('the switch does not end');
    }
  }

  /** Why the machine is not well; null when it is. */
  async #illness(leftSeconds: number): Promise<string | null> {
    const { platform, checks } = this.#order;
    const probes = sshProbes(this.#target, checks, platform);
    if (probes.length === 0) return null;
    this.#parts.tell(`checking ${probes.map(({ name }) => name).join(', ')}`);
    // What is left is for the confirmation.
    const forProbes = Math.max(leftSeconds - Math.min(15, leftSeconds / 4), 1) * 1000;
    return provenProblem(probes, performance.now() + forProbes, this.#parts.signal);
  }

  async #confirmed(): Promise<SwitchEnd> {
    this.#parts.tell('confirming over a new connection');
    this.#isFresh = true;
    this.#parts.signal.throwIfAborted();
    this.#hasAskedToConfirm = true;
    // Its word is wanted at once: what comes after may take long, and be cut off.
    const first = await this.#patient(['confirm', this.#id, '0'], 'confirm', this.#actsAt);
    if (this.#claim === undefined) {
      this.#hasAskedToConfirm = false;
      return this.#takenBack('it cannot be confirmed: nothing can be written there any more');
    }
    return this.#ended(await this.#result(first, ['confirm', this.#id, String(WAIT_SECONDS)]));
  }

  async #takenBack(why: string): Promise<SwitchEnd> {
    this.#parts.tell(`going back: ${why}`);
    // First, or its agent would bring it here again as soon as it is back.
    await this.#word.takeBack(this.#previous, this.#parts.signal);
    const words = ['back', this.#id, String(WAIT_SECONDS), why.slice(0, 1024).replace(/\s+/g, ' ')] as const;
    // Soon it does so by itself.
    const until = Math.min(performance.now() + CONNECT_MS, this.#actsAt);
    const first = await this.#patient(words, 'go back', until);
    const result = await this.#result(first, words);
    return this.#ended({ ...result, why });
  }

  /** The end of the attempt on its target, from the first answer on. */
  async #result(
    first: KeeperAnswer,
    words: Parameters<SshTarget['ask']>[0],
  ): Promise<AttemptResult & { said: string }> {
    // What nobody has decided nobody but the dead man will.
    const until = this.#claim === undefined ? this.#actsAt + CONNECT_MS : performance.now() + SETTLE_MS;
    for (let answer = first; ;) {
      const result = attemptResult(answer);
      if (result !== undefined) return { ...result, said: answer.said };
      if (performance.now() > until) throw new Unreachable(`${this.#target.host} does not come to an end`);
      answer = await this.#patient(words, 'wait for the end', until);
    }
  }

  async #ended({ said, ...result }: AttemptResult & { said: string }): Promise<SwitchEnd> {
    if (result.isKept) {
      await this.#clean();
      return { result: 'deployed', says: `runs ${this.#order.path}`, said };
    }
    if (BACK.has(result.exitCode)) return { result: 'went_back', says: result.why, said };
    const says = `${result.why}; and it is NOT back: ${result.running || 'nothing'} runs (${this.#log})`;
    return { result: 'failed', says, said };
  }

  /** Nobody takes it back. */
  async #unwatched({ said }: SwitchEnded, problem: string | null): Promise<SwitchEnd> {
    await this.#clean();
    if (problem === null) return { result: 'deployed', says: `runs ${this.#order.path}`, said };
    return { result: 'failed', says: `${problem}; it stays as it is (--no-confirm)`, said };
  }

  /** When we have to leave in the middle: it is asked to go back, or left to who does that by himself. */
  async #parted(error: unknown): Promise<SwitchEnd> {
    const { signal } = this.#parts;
    const why = signal.aborted ? 'interrupted' : failureOf(error).message;
    if (this.#order.confirmSeconds === null) {
      const goesOn = error instanceof BadInput ? '' : '; the switch goes on there by itself (--no-confirm)';
      return { result: 'unknown', says: `${why}${goesOn}`, said: '' };
    }
    if (this.#claim === 'confirmed' && !(error instanceof BadInput)) return staysEnd(why, '');
    // First, as ever; but who is interrupted has no time for one after the other.
    if (!this.#mayBeConfirmed) await this.#word.takeBack(this.#previous, signal);
    try {
      const answer = await this.#part(why);
      if (this.#claim === 'confirmed') return staysEnd(why, answer.said);
      const result = attemptResult(answer);
      if (result !== undefined) return await this.#ended({ ...result, why, said: answer.said });
      if (this.#claim === undefined) return unreachedEnd(why, this.#known, this.#actsAt - performance.now());
      return { result: 'went_back', says: `${why}; it is being taken back`, said: answer.said };
    } catch (parting) {
      if (parting instanceof BadInput) return restartedEnd(signal.aborted, this.#known);
      const reason = signal.aborted ? '' : ` (${failureOf(parting).message})`;
      return unreachedEnd(`${why}${reason}`, this.#known, this.#actsAt - performance.now());
    }
  }

  /** Asks for the way back and does not wait for it. */
  #part(why: string): Promise<KeeperAnswer> {
    const limitMs = this.#parts.signal.aborted ? PARTING_MS : CONNECT_MS;
    const asking = { limitMs, isFresh: true, says: 'go back' };
    return this.#heard(this.#target.ask(['back', this.#id, '0', why.slice(0, 1024).replace(/\s+/g, ' ')], asking));
  }

  /** Asks again as long as the machine cannot be reached, over a new connection each time. */
  async #patient(words: Parameters<SshTarget['ask']>[0], says: string, until: number): Promise<KeeperAnswer> {
    for (;;) {
      try {
        return await this.#ask(words, says);
      } catch (error) {
        if (!(error instanceof Unreachable) || performance.now() > until) throw error;
        this.#isFresh = true;
        await sleep(RETRY_MS, undefined, { signal: this.#parts.signal }).catch(() => undefined);
      }
    }
  }

  #ask(words: Parameters<SshTarget['ask']>[0], says: string): Promise<KeeperAnswer> {
    const limitMs = CONNECT_MS + WAIT_SECONDS * 1000;
    const asking = { signal: this.#parts.signal, limitMs, isFresh: this.#isFresh, says };
    return this.#heard(this.#target.ask(words, asking));
  }

  /** Who was first is decided once: what was heard of it holds, whatever is heard later. */
  async #heard(asked: Promise<KeeperAnswer>): Promise<KeeperAnswer> {
    const answer = await asked;
    // "" is what a machine says that can write nothing any more.
    this.#claim ??= answer.facts.get('claim') || undefined;
    return answer;
  }

  /** Asked to be, and nobody has heard that it is not. */
  get #mayBeConfirmed(): boolean {
    return this.#hasAskedToConfirm && this.#claim !== 'back';
  }

  /** That what is over has left a folder is no failure. */
  async #clean(): Promise<void> {
    await this.#ask(['clean', this.#id], 'clean up').catch(() => undefined);
  }

  get #known(): KnownOfAttempt {
    return { mayBeConfirmed: this.#mayBeConfirmed, claim: this.#claim, platform: this.#order.platform };
  }

  get #confirmSeconds(): number {
    return this.#order.confirmSeconds ?? 0;
  }

  get #log(): string {
    const base = this.#order.platform === 'darwin' ? '~/.cache/nixfleet-ssh' : '/run/nixfleet-ssh';
    return `see ${base}/at-${this.#id}/log there`;
  }
}
