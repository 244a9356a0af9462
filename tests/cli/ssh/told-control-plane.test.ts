import { describe, expect, test } from 'vitest';
import { noteUntold, ToldControlPlane } from '../../../cli/ssh/told-control-plane.ts';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';
import type { Client } from '../../../services/api/client.ts';

type Plane = Pick<Client, 'getMachine' | 'listMachines' | 'notifyDeploy' | 'clearDesired'>;

const [OLD, NEW, OTHER] = ['a', 'b', 'c'].map((letter) => `/nix/store/${letter.repeat(32)}-system`) as [
  string,
  string,
  string,
];

/** A control plane in memory with one machine; `refusing` is asked before each of its answers, `losing` after it. */
class MemoryPlane {
  desired: string | null;
  readonly asked: string[] = [];
  refusing: (what: string) => Error | undefined = () => undefined;
  losing: (what: string) => Error | undefined = () => undefined;

  constructor(desired: string | null) {
    this.desired = desired;
  }

  get told(): ToldControlPlane {
    const done = (what: string, work: () => void) => {
      this.asked.push(what);
      const refusal = this.refusing(what);
      if (refusal) return Promise.reject(refusal);
      work();
      const loss = this.losing(what);
      return loss ? Promise.reject(loss) : Promise.resolve();
    };
    const plane: Record<keyof Plane, unknown> = {
      getMachine: () => done('get', () => undefined).then(() => ({ desired_generation: this.desired })),
      listMachines: () => done('list', () => undefined).then(() => []),
      notifyDeploy: ({ body }: { body: { store_path: string } }) =>
        done(`notify ${body.store_path}`, () => (this.desired = body.store_path)),
      clearDesired: () => done('clear', () => (this.desired = null)),
    };
    return new ToldControlPlane(() => Promise.resolve(plane as unknown as Plane));
  }
}

/** What an operator is told to do in the end. */
function noted(told: ToldControlPlane): string[] {
  const lines: string[] = [];
  noteUntold(told, { screen: { note: (line: string) => void lines.push(line) } } as never);
  return lines.map((line) => line.trim());
}

describe('a control plane that is told of a deployment over SSH', () => {
  test.each([OLD, null])('wants again what it wanted before, %s', async (before) => {
    const plane = new MemoryPlane(before);
    const { told } = plane;
    await told.tell('web-01', NEW);
    expect(plane.desired).toBe(NEW);
    await told.takeBack('web-01', OLD);
    expect(plane.desired).toBe(before);
    expect(noted(told)).toEqual([]);
  });

  test('wants what ran before when to want nothing is for admins to say', async () => {
    const plane = new MemoryPlane(null);
    plane.refusing = (what) => (what === 'clear' ? new HttpFailed('for admins', 403) : undefined);
    const { told } = plane;
    await told.tell('web-01', NEW);
    await told.takeBack('web-01', OLD);
    expect(plane.desired).toBe(OLD);
    expect(noted(told)).toEqual([]);
    plane.desired = null;
    await told.tell('web-01', NEW);
    await told.takeBack('web-01', '');
    expect(noted(told)).toEqual([expect.stringContaining('for admins'), 'nixfleet machines clear-desired web-01']);
  });

  test('is set right by hand when it goes away in between', async () => {
    const plane = new MemoryPlane(OLD);
    const { told } = plane;
    await told.tell('web-01', NEW);
    plane.refusing = () => new Unreachable('it is gone');
    await told.takeBack('web-01', OLD);
    expect(noted(told)).toEqual([
      expect.stringContaining('it is gone'),
      `nixfleet machines notify-deploy web-01 ${OLD}`,
    ]);
  });

  test('is set right by hand when it has heard and its answer was lost', async () => {
    const plane = new MemoryPlane(OLD);
    plane.losing = (what) => (what.startsWith('notify') ? new Unreachable('it has hung up') : undefined);
    const { told } = plane;
    await told.tell('web-01', NEW);
    await told.takeBack('web-01', OLD);
    expect(noted(told).at(-1)).toBe(`nixfleet machines notify-deploy web-01 ${OLD}`);
  });

  test('keeps what somebody else has asked for meanwhile', async () => {
    const plane = new MemoryPlane(OLD);
    const { told } = plane;
    await told.tell('web-01', NEW);
    plane.desired = OTHER;
    await told.takeBack('web-01', OLD);
    expect(plane.desired).toBe(OTHER);
    expect(noted(told)).toEqual([]);
  });

  test.each([409, 429, 500])('that answers %d is said to have, and asked of the next machine', async (status) => {
    const plane = new MemoryPlane(OLD);
    plane.refusing = (what) =>
      what.startsWith('notify') ? new HttpFailed('it is not in the mood', status) : undefined;
    const { told } = plane;
    await told.tell('web-01', NEW);
    expect(noted(told)).toEqual([
      expect.stringContaining('it is not in the mood'),
      `nixfleet machines notify-deploy web-01 ${NEW}`,
    ]);
    plane.refusing = () => undefined;
    await told.tell('web-02', NEW);
    expect(plane.desired).toBe(NEW);
  });

  test('that does not know the machine needs to know nothing', async () => {
    const plane = new MemoryPlane(null);
    plane.refusing = (what) => (what === 'list' ? undefined : new HttpFailed('no such machine', 404));
    const { told } = plane;
    await told.tell('web-01', NEW);
    await told.takeBack('web-01', OLD);
    expect(noted(told)).toEqual([]);
  });

  test('is not asked again when it refuses the key, and nothing that goes wrong is thrown', async () => {
    for (const error of [new HttpFailed('not with this key', 403), new TypeError('a bug')]) {
      const plane = new MemoryPlane(OLD);
      plane.refusing = () => error;
      const { told } = plane;
      await told.tell('web-01', NEW);
      await told.tell('web-02', NEW);
      expect(plane.asked).toEqual(['get']);
      expect(noted(told)[0]).toContain(error.message);
    }
  });

  test('is left alone when nobody knows where the machine is, and who reads the end is asked to look', async () => {
    const plane = new MemoryPlane(null);
    const { told } = plane;
    await told.tell('web-01', NEW);
    told.leave('web-01');
    expect(plane.desired).toBe(NEW);
    expect(noted(told)).toEqual([
      expect.stringContaining('Nobody knows what these run'),
      'nixfleet machines clear-desired web-01',
    ]);
  });
});
