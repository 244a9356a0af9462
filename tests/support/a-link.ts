import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { DownFrame, WelcomeFrame } from '../../machines/model/link.ts';
import { aReport } from './a-server.ts';
import { type HeardFrames, heardFrames } from './heard-frames.ts';

/** An agent's end of a link, that keeps what it hears. */
export interface LinkUnderTest extends Omit<HeardFrames<DownFrame>, 'next'> {
  readonly socket: WebSocket;
  /** Says a frame, or anything. */
  say(frame: object): void;
  /** Says hello as an agent whose database was never used before, unless told. */
  hello(fields?: object): Promise<WelcomeFrame>;
  /** The first frame of a type that fits, now or later. */
  heard<Type extends DownFrame['type']>(type: Type, fits?: Fits<Type>): Promise<Extract<DownFrame, { type: Type }>>;
}

type Fits<Type extends DownFrame['type']> = (frame: Extract<DownFrame, { type: Type }>) => boolean;

/** What the hello of a test says. */
export const aHello = (fields: object = {}) => ({
  type: 'hello',
  version: '0.2.0',
  epoch: 'e-1',
  last_seq: 1000,
  boot_id: 'b-1',
  ...fields,
});

/** A report as it comes over a link. */
export const aReportFrame = (seq: number, fields: Record<string, unknown> = {}) => ({
  type: 'report',
  seq,
  ...aReport({ tags: [], health: null, agent_version: '0.2.0', uptime_seconds: 60, ...fields }),
});

/** Opens the link of a machine. */
export async function aLink(url: string, machineId = 'web-01', options: ClientOptions = {}): Promise<LinkUnderTest> {
  const socket = new WebSocket(linkUrl(url, machineId), options);
  onTestFinished(() => socket.terminate());
  const { frames, closed, next } = heardFrames<DownFrame>(socket);
  await once(socket, 'open');
  const link: LinkUnderTest = {
    socket,
    frames,
    closed,
    say: (frame) => socket.send(JSON.stringify(frame)),
    hello(fields) {
      link.say(aHello(fields));
      return link.heard('welcome');
    },
    async heard<Type extends DownFrame['type']>(type: Type, fits: Fits<Type> = () => true) {
      const isIt = (frame: DownFrame): frame is Extract<DownFrame, { type: Type }> => frame.type === type;
      for (;;) {
        const found = frames.filter(isIt).find(fits);
        if (found !== undefined) return found;
        await next();
      }
    },
  };
  return link;
}

/** The status with which a link is refused before it is one. */
export async function refusedLink(url: string, machineId: string, options: ClientOptions = {}): Promise<number> {
  const socket = new WebSocket(linkUrl(url, machineId), options);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.on('error', () => undefined).terminate();
  return response.statusCode;
}

const linkUrl = (url: string, machineId: string): string =>
  `${url.replace(/^http/, 'ws')}/api/v1/machines/${encodeURIComponent(machineId)}/link`;
