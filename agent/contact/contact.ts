import type { Agent } from 'node:http';
import type { WebSocket } from 'ws';
import { type Client, createClient } from '../../services/api/client.ts';
import type { Answer } from '../../services/api/exchange.ts';
import { openLinkSocket } from '../../services/api/link-socket.ts';
import { socketAgent } from '../../services/api/socket-agent.ts';
import type { ClientTls } from '../../services/api/trust.ts';
import type { EvidenceTaken } from '../../machines/model/compliance.ts';
import type { SignedEvidence } from '../../machines/model/evidence.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';
import { ClockSkew } from './clock-skew.ts';
import { type ControlPlane, createControlPlane } from './control-plane.ts';
import type { Adviser } from '../effects/effect-parts.ts';
import type { Identity } from './identity.ts';
import type { Log } from '../log.ts';
import { problemOfReaching } from './reach.ts';
import { refusalOf } from './refusal.ts';

/** Whom an agent talks to, and as whom. */
export interface ContactParts {
  readonly url: string;
  readonly machineId: string;
  readonly identity: Pick<Identity, 'current' | 'fresh'>;
  readonly log: Log;
  /** ms since the epoch. */
  readonly now: () => number;
  /** How long a fresh connection may take to be of use; 10 s unless told. */
  readonly reachMs?: number;
}

/** What goes over connections with the same certificates. */
interface Ways {
  readonly tls: ClientTls;
  readonly client: Client;
  readonly plane: ControlPlane;
  readonly linkAgent: Agent;
}

const REACH_MS = 10_000;
const MOST_ANSWER_BYTES = 1024 * 1024;
/** What is under way with the certificates of before may end. */
const LINGER_MS = 60_000;

/**
 * An agent's control plane over the network: with the certificates that are in their files at the moment, and with whole
 * reasons when it does not work.
 */
export class Contact implements ControlPlane, Adviser {
  readonly #parts: ContactParts;
  readonly #skew: ClockSkew;
  #ways: Ways | undefined;
  #renewed: () => void = () => undefined;

  constructor(parts: ContactParts) {
    this.#parts = parts;
    this.#skew = new ClockSkew(parts.log);
  }

  /** Hears when there are other certificates than before, from then on. */
  onRenewed(renewed: () => void): void {
    this.#renewed = renewed;
  }

  desiredGeneration(signal?: AbortSignal): Promise<DesiredGeneration | null> {
    return this.#over(({ plane }) => plane.desiredGeneration(signal), signal);
  }

  report(report: Report, signal?: AbortSignal): Promise<void> {
    return this.#over(({ plane }) => plane.report(report, signal), signal);
  }

  /** Brings it the evidence of this machine's compliance. */
  sendEvidence(evidence: SignedEvidence, signal?: AbortSignal): Promise<EvidenceTaken> {
    const call = { params: { id: this.#parts.machineId }, body: evidence, ...(signal && { signal }) };
    return this.#over(({ client }) => client.sendEvidence(call), signal);
  }

  /** Opens the machine's link, which is not read before it is resumed. */
  openLink(signal: AbortSignal): Promise<WebSocket> {
    const { url, machineId } = this.#parts;
    return this.#over(({ linkAgent: agent }) => openLinkSocket({ url, machineId, agent, signal }), signal);
  }

  async reach(signal: AbortSignal): Promise<string | null> {
    const { identity, reachMs = REACH_MS, machineId } = this.#parts;
    return problemOfReaching(signal, async () => {
      const tls = await identity.fresh();
      const client = this.#clientWith(tls, { isForgetful: true, timeoutMs: reachMs });
      try {
        await createControlPlane(client, machineId).desiredGeneration(signal);
      } catch (error) {
        throw this.#explained(error, tls);
      } finally {
        client.close();
      }
    });
  }

  /** Takes other certificates into use if there are any. */
  async look(): Promise<void> {
    await this.#current();
  }

  clockSkewMs(): number | null {
    return this.#skew.ms;
  }

  close(): void {
    this.#ways?.client.close();
    this.#ways?.linkAgent.destroy();
  }

  async #over<T>(work: (ways: Ways) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ways = await this.#current();
    try {
      return await work(ways);
    } catch (error) {
      throw signal?.aborted ? error : this.#explained(error, ways.tls);
    }
  }

  async #current(): Promise<Ways> {
    const tls = await this.#parts.identity.current();
    const before = this.#ways;
    if (before?.tls === tls) return before;
    const linkAgent = await socketAgent(this.#parts.url, tls);
    // Another may have come here first.
    if (this.#ways?.tls === tls) return this.#ways;
    const client = this.#clientWith(tls);
    this.#ways = { tls, client, plane: createControlPlane(client, this.#parts.machineId), linkAgent };
    if (before === undefined) return this.#ways;
    setTimeout(() => before.client.close(), LINGER_MS).unref();
    this.#renewed();
    return this.#ways;
  }

  #clientWith(tls: ClientTls, options: { isForgetful?: boolean; timeoutMs?: number } = {}): Client {
    const answered = ({ date }: Answer, tookMs: number) =>
      this.#skew.heard({ date, tookMs, heardAt: this.#parts.now() });
    return createClient({ url: this.#parts.url, tls, maxAnswerBytes: MOST_ANSWER_BYTES, answered, ...options });
  }

  #explained(error: unknown, tls: ClientTls): unknown {
    const { machineId, now } = this.#parts;
    return refusalOf(error, { machineId, tls, now: now(), skewMs: this.#skew.ms });
  }
}
