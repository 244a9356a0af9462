import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveMachine, MachineFrame } from '../../machines/model/live-machine.ts';
import { KEYS } from './a-server.ts';
import { type HeardFrames, heardFrames } from './heard-frames.ts';

/** Somebody who watches all machines, and has of them what the frames have told. */
export interface FleetViewer extends Omit<HeardFrames<MachineFrame>, 'next'> {
  readonly socket: WebSocket;
  /** Ends when a frame has come that fits, now or later, of those after the first `past`. */
  heard<Type extends MachineFrame['type']>(type: Type, past?: number): Promise<FrameOf<Type>>;
}

type FrameOf<Type extends MachineFrame['type']> = Extract<MachineFrame, { type: Type }>;

/** What a viewer has from an earlier connection. */
export interface Known {
  readonly seq: number;
  readonly epoch: string;
}

/** Opens the feed of machines, from the beginning or from where one was before. */
export async function aFleetViewer(url: string, known?: Known): Promise<FleetViewer> {
  const query = known === undefined ? '' : `?after=${known.seq}&epoch=${known.epoch}`;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/live/machines${query}`, {
    headers: { authorization: `Bearer ${KEYS.readonly}` },
  });
  onTestFinished(() => socket.terminate());
  const { frames, closed, next } = heardFrames<MachineFrame>(socket);
  await once(socket, 'open');
  return {
    socket,
    frames,
    closed,
    async heard<Type extends MachineFrame['type']>(type: Type, past = 0) {
      const isIt = (frame: MachineFrame): frame is FrameOf<Type> => frame.type === type;
      for (;;) {
        const found = frames.slice(past).find(isIt);
        if (found !== undefined) return found;
        await next();
      }
    },
  };
}

/** The machines that somebody shows who has taken these frames, and none before, by id. */
export function fleetIn(frames: readonly MachineFrame[], before: readonly LiveMachine[] = []): LiveMachine[] {
  const fleet = new Map(before.map((machine) => [machine.machine_id, machine]));
  for (const frame of frames) {
    if (frame.type === 'begin' && frame.anew) fleet.clear();
    if (frame.type !== 'machines') continue;
    for (const machine of frame.machines) fleet.set(machine.machine_id, machine);
    for (const id of frame.gone) fleet.delete(id);
  }
  return [...fleet.values()].toSorted((one, other) => (one.machine_id < other.machine_id ? -1 : 1));
}
