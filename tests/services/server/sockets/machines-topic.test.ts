import { describe, expect, test } from 'vitest';
import type { LiveMachineReads, LivePage } from '../../../../services/store/read/live-machines.ts';
import { fleetSource, MachinesTopic } from '../../../../services/server/sockets/machines-topic.ts';

/** Machines of which some were deleted; every question is counted. */
class Fleet implements Pick<LiveMachineReads, 'lastSeq' | 'changed'> {
  last = 3;
  readonly asked: number[] = [];

  lastSeq(): number {
    return this.last;
  }

  changed({ after, limit }: { after: number; limit: number }): LivePage {
    this.asked.push(after);
    const seq = Math.min(this.last, after + limit);
    const gone = Array.from({ length: seq - after }, (_, n) => `web-${after + n + 1}`);
    return { seq, machines: [], gone, isLast: seq - after < limit };
  }
}

describe('the source of machines', () => {
  test('reads once for all viewers that are equally far', () => {
    const fleet = new Fleet();
    const source = fleetSource(fleet);
    const viewers = Array.from({ length: 20 }, () => new MachinesTopic(source, undefined));
    const pages = viewers.map((viewer) => viewer.next(0));
    expect(fleet.asked).toEqual([0]);
    expect(pages.map(({ after }) => after)).toEqual(viewers.map(() => 3));
  });

  test('reads again as soon as there is something new', () => {
    const fleet = new Fleet();
    const source = fleetSource(fleet);
    source.page(0);
    fleet.last = 4;
    expect(source.page(0)).toMatchObject({ seq: 4 });
    expect(fleet.asked).toEqual([0, 0]);
  });

  test('has an epoch of its own', () => {
    const fleet = new Fleet();
    expect(fleetSource(fleet).epoch).not.toBe(fleetSource(fleet).epoch);
  });
});

describe('a viewer of machines', () => {
  test('is told where it begins, then pages, once that it is current, and then only what is new', () => {
    const fleet = new Fleet();
    fleet.last = 600;
    const source = fleetSource(fleet);
    const viewer = new MachinesTopic(source, undefined);
    const told = (after: number) => {
      const page = viewer.next(after);
      const frames = page.frames.map((frame) => (typeof frame === 'string' ? (JSON.parse(frame) as object) : frame));
      return { after: page.after, types: frames.map((frame) => ('type' in frame ? frame.type : undefined)) };
    };
    expect(told(0)).toEqual({ after: 250, types: ['begin', 'machines'] });
    expect(told(250)).toEqual({ after: 500, types: ['machines'] });
    expect(told(500)).toEqual({ after: 600, types: ['machines', 'current'] });
    expect(told(600)).toEqual({ after: 600, types: [] });
    fleet.last = 601;
    expect(told(600)).toEqual({ after: 601, types: ['machines'] });
  });

  test.each([
    ['the epoch that gave its seq', true, 2],
    ['another epoch', false, 0],
  ])('with %s begins where it should', (_, isSame, from) => {
    const fleet = new Fleet();
    const source = fleetSource(fleet);
    const viewer = new MachinesTopic(source, isSame ? source.epoch : 'another');
    expect(viewer.next(2).frames[0]).toEqual({ type: 'begin', epoch: source.epoch, anew: !isSame });
    expect(fleet.asked).toEqual([from]);
  });
});
