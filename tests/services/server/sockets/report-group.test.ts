import { describe, expect, onTestFinished, test } from 'vitest';
import type { Report } from '../../../../machines/model/report.ts';
import type { Engine } from '../../../../services/actors/engine.ts';
import { ReportGroup } from '../../../../services/server/sockets/report-group.ts';
import { aReport } from '../../../support/a-server.ts';

/** A group that rests for so long, and the messages of the reports that it has handed on. */
function aGroup(restMs: number) {
  const handedOn: string[] = [];
  const engine: Pick<Engine, 'request'> = {
    request(_, input) {
      handedOn.push((input as { report: Report }).report.message);
      return Promise.resolve(undefined as never);
    },
  };
  const group = new ReportGroup(engine, restMs);
  onTestFinished(() => group.stop());
  const add = (message: string, { assignment = null as string | null, hasFollowers = false } = {}) => {
    const report = { ...aReport(), tags: [], agent_version: '', uptime_seconds: 1, message, assignment };
    return group.add({ machineId: 'web-01', report, hasFollowers });
  };
  return { add, handedOn };
}

const AN_HOUR = 3_600_000;

describe('a group of reports', () => {
  test('is handed on after a while', async () => {
    const { add, handedOn } = aGroup(1);
    await Promise.all([add('a'), add('b')]);
    expect(handedOn).toEqual(['a', 'b']);
  });

  test.each([
    ['evidence of a deployment is in it', { assignment: 'r-1:0:1' }],
    ['others wait behind one of it', { hasFollowers: true }],
  ])('does not wait when %s, and keeps its order', async (_, options) => {
    const { add, handedOn } = aGroup(AN_HOUR);
    const waiting = add('routine');
    expect(handedOn).toEqual([]);
    await Promise.all([add('urgent', options), waiting]);
    expect(handedOn).toEqual(['routine', 'urgent']);
  });

  test('does not wait once it is large', async () => {
    const { add, handedOn } = aGroup(AN_HOUR);
    await Promise.all(Array.from({ length: 64 }, (_, index) => add(`${index}`)));
    expect(handedOn).toHaveLength(64);
  });
});
