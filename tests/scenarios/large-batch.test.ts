import { describe, expect, test } from 'vitest';
import { Fleet, pathOf } from './fleet.ts';

const HOSTS = Array.from({ length: 1000 }, (_, index) => `web-${index}`);

describe('a batch of a thousand machines', () => {
  test('is told to all of them in slices, while reports are answered in between', async () => {
    const fleet = await new Fleet().start();
    await Promise.all(HOSTS.map((host) => fleet.hosts(host)));
    const release = await fleet.release('r1', ...HOSTS);
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS } });
    const wasTold = fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    await fleet.report('db-01', { current_generation: pathOf('r0', 'db-01') });
    expect(fleet.batches(id)).toEqual(['deploying']);
    await wasTold;
    expect(HOSTS.filter((host) => fleet.desired(host) !== pathOf('r1', host))).toEqual([]);
    expect(fleet.rows('SELECT 1 FROM mailbox')).toEqual([]);
    await Promise.all(HOSTS.map((host) => fleet.health(host, pathOf('r1', host))));
    await fleet.until(() => fleet.status(id) === 'completed');
    expect(new Set(Object.values(fleet.verdicts(id)))).toEqual(new Set(['healthy']));
  });

  test('that was cut short by a restart is told to the rest afterwards', async () => {
    const fleet = await new Fleet().start();
    await Promise.all(HOSTS.map((host) => fleet.hosts(host)));
    const release = await fleet.release('r1', ...HOSTS);
    const { rollout_id: id } = await fleet.rollout(release, { target: { hosts: HOSTS } });
    await fleet.restart();
    await fleet.until(() => fleet.batches(id)[0] === 'waiting_health');
    expect(HOSTS.filter((host) => fleet.desired(host) !== pathOf('r1', host))).toEqual([]);
  });
});
