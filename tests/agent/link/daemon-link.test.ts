import { describe, expect, test } from 'vitest';
import { aServer, type ServedPlane } from '../../support/a-server.ts';
import { aClosure } from '../../services/host/closures.ts';
import { until } from '../../services/host/waiting.ts';
import { AnAgent } from '../an-agent.ts';

const column = (plane: ServedPlane, sql: string): unknown[] => plane.db.prepare(sql).pluck().all();

/** How often a machine was asked for over HTTP. */
async function questions({ app }: ServedPlane): Promise<number> {
  const { body } = await app.inject({ method: 'GET', url: '/metrics' });
  const counts = body.matchAll(/^nixfleet_http_requests_total\{.*desired-generation.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

const wants = (plane: ServedPlane, path: string) =>
  plane.ask('POST', '/api/v1/machines/web-01/notify-deploy', { json: { store_path: path } });

describe('an agent with a link', () => {
  test('deploys as soon as it is told, and says what it does and how it ended', async () => {
    const plane = await aServer();
    const agent = await AnAgent.of('--poll-interval=900', '--confirm-timeout=30');
    await agent.start({ at: plane.url });
    await until(() => agent.said.includes('the link to the control plane stands'));
    const path = await aClosure('told-over-the-link', 'echo "this is said while it switches"');
    await wants(plane, path);
    await until(() => column(plane, 'SELECT message FROM reports').includes('deployed'));
    expect(await agent.system.running()).toBe(path);
    const messages = column(plane, 'SELECT message FROM reports ORDER BY id');
    expect(messages.filter((message) => message === 'applying' || message === 'deployed')).toEqual([
      'applying',
      'deployed',
    ]);
    await until(() => column(plane, 'SELECT agent_state FROM machines')[0] === 'idle');
    await until(() => column(plane, 'SELECT line FROM agent_logs').some((line) => String(line).includes('switches')));
    expect(column(plane, 'SELECT DISTINCT attempt FROM agent_logs')).toEqual([path.replace('/nix/store/', '')]);
    // At its start, once more if the link was quicker than the answer, and over a fresh connection to prove that it can.
    expect([2, 3]).toContain(await questions(plane));
  });

  test('sends what it decided while the control plane was gone as soon as that is back', async () => {
    const agent = await AnAgent.of('--health-interval=1', '--poll-interval=900');
    agent.plane.linkStatus = undefined;
    agent.plane.status = 503;
    await agent.start();
    const end = await agent.plane.linkThatHeard('hello');
    await until(() => agent.said.some((line) => line.startsWith('the report "health-check" was not taken')));
    end.say({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    await agent.plane.sees(() => end.heard.some(({ type }) => type === 'report'));
    await agent.plane.sees(() => end.heard.some(({ type }) => type === 'state'));
    expect(agent.plane.reports).toEqual([]);
  });

  test('asks for none when it is told to do without, and polls', async () => {
    const plane = await aServer();
    const agent = await AnAgent.of('--link=off');
    await agent.start({ at: plane.url });
    const path = await aClosure('told-by-a-poll');
    await wants(plane, path);
    await until(() => column(plane, 'SELECT message FROM reports').includes('deployed'));
    expect(await agent.system.running()).toBe(path);
    expect(agent.said.filter((line) => line.includes('link'))).toEqual([]);
    expect(column(plane, 'SELECT agent_state FROM machines')).toEqual([null]);
  });
});
