import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { DownFrame } from '../../machines/model/link.ts';
import type { Promised, Promises } from './promises.ts';

/** So many reports are on their way at once. */
const AHEAD = 8;

/**
 * An agent that reports over a link, and goes on after each kill where the control plane says. An acknowledged number is
 * a promise for every report up to it.
 */
export class LinkWriter {
  readonly #machineId: string;
  readonly #promises: Promises;
  #sent = 0;
  #acknowledged = 0;
  #broken: string[] = [];

  constructor(machineId: string, promises: Promises) {
    this.#machineId = machineId;
    this.#promises = promises;
  }

  /** Reports until the control plane is gone; `acknowledged` is called for each report that is. */
  async run(url: string, acknowledged: () => void): Promise<void> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/machines/${this.#machineId}/link`);
    // It is killed before the link is there, or while frames are on their way.
    socket.on('error', () => undefined);
    socket.on('open', () => this.#hello(socket));
    socket.on('message', (data: Buffer) => this.#hear(socket, JSON.parse(data.toString()) as DownFrame, acknowledged));
    await once(socket, 'close');
  }

  /** What was wrong since it was asked last. */
  broken(): string[] {
    const broken = this.#broken;
    this.#broken = [];
    return broken;
  }

  #hello(socket: WebSocket): void {
    const hello = { type: 'hello', version: '0.2.0', epoch: 'e-1', last_seq: this.#sent, boot_id: 'b-1' };
    socket.send(JSON.stringify(hello));
  }

  #hear(socket: WebSocket, frame: DownFrame, acknowledged: () => void): void {
    if (frame.type === 'welcome') this.#goOn(socket, frame.resume_after);
    if (frame.type !== 'ack') return;
    if (frame.refused !== undefined) this.#broken.push(`report ${frame.seq} was refused: ${frame.refused}`);
    while (this.#acknowledged < frame.seq) {
      this.#acknowledged += 1;
      this.#promises.acknowledged(this.#promised(this.#acknowledged));
      acknowledged();
      this.#send(socket, this.#sent + 1);
    }
  }

  #goOn(socket: WebSocket, after: number): void {
    if (after < this.#acknowledged) this.#broken.push(`${this.#acknowledged} was acknowledged, it goes on at ${after}`);
    if (after > this.#sent) this.#broken.push(`${this.#sent} was sent, it goes on at ${after}`);
    this.#acknowledged = Math.max(this.#acknowledged, after);
    const end = Math.max(after + AHEAD, this.#sent);
    for (let seq = after + 1; seq <= end; seq += 1) this.#send(socket, seq);
  }

  #send(socket: WebSocket, seq: number): void {
    this.#sent = Math.max(this.#sent, seq);
    const report = {
      machine_id: this.#machineId,
      current_generation: '/nix/store/a',
      success: true,
      message: messageOf(seq),
      timestamp: '2026-05-02T08:15:30Z',
      tags: [],
    };
    socket.send(JSON.stringify({ type: 'report', seq, ...report }));
  }

  #promised(seq: number): Promised {
    return { kind: 'report', machineId: this.#machineId, message: messageOf(seq) };
  }
}

const messageOf = (seq: number): string => `link report ${seq}`;
