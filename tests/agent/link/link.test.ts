import { describe, expect, test } from 'vitest';
import { aCable } from '../../support/a-cable.ts';
import { aReport, aServer, type ServedPlane } from '../../support/a-server.ts';
import { until } from '../../services/host/waiting.ts';
import { aLinkedAgent, aQueuedReport } from '../a-linked-agent.ts';
import { FakeControlPlane } from '../fake-control-plane.ts';

const messagesIn = ({ db }: ServedPlane): string[] =>
  db.prepare<[], string>('SELECT message FROM reports ORDER BY id').pluck().all();

const wants = (plane: ServedPlane, path: string) =>
  plane.ask('POST', '/api/v1/machines/web-01/notify-deploy', { json: { store_path: path } });

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `report ${index}`);

/** A control plane that knows web-01, and how often it was asked over HTTP. */
async function aPlane() {
  const plane = await aServer();
  await plane.ask('POST', '/api/v1/machines/web-01/report', { json: aReport({ message: 'before' }) });
  return plane;
}

describe('the link of an agent', () => {
  test('is told at once what is wanted', async () => {
    const plane = await aPlane();
    const agent = await aLinkedAgent({ url: plane.url });
    expect(await agent.advice.desiredGeneration()).toBeNull();
    agent.link.start();
    await until(() => agent.link.stands);
    await wants(plane, '/nix/store/b-web-01');
    await until(() => agent.nudges.length > 0);
    expect(agent.nudges).toEqual([{ type: 'wanted.changed' }]);
    const desired = { hash: '/nix/store/b-web-01', cache_url: null, poll_hint: null, assignment: null };
    expect(await agent.advice.desiredGeneration()).toEqual(desired);
  });

  test('brings reports to the control plane once, in order, and forgets them when they are on disk there', async () => {
    const plane = await aPlane();
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.start();
    await until(() => agent.link.stands);
    agent.decides(...numbered(200).map((message) => aQueuedReport(message)));
    await agent.deliver();
    expect(agent.unit.outbox.count()).toBe(0);
    expect(messagesIn(plane)).toEqual(['before', ...numbered(200)]);
  });

  test('sends after a reconnect what was left over, without being asked', async () => {
    const plane = await aPlane();
    const agent = await aLinkedAgent({ url: plane.url });
    agent.decides(aQueuedReport('left over'), aQueuedReport('left over, too'));
    agent.link.start();
    await until(() => agent.unit.outbox.count() === 0);
    expect(messagesIn(plane)).toEqual(['before', 'left over', 'left over, too']);
  });

  test('loses no report and doubles none when it is cut again and again while they are delivered', async () => {
    const plane = await aPlane();
    const cable = await aCable(plane.url);
    const agent = await aLinkedAgent({ url: cable.url });
    agent.link.start();
    await until(() => agent.link.stands);
    const all = numbered(240);
    const deliveries: Promise<unknown>[] = [];
    for (const [index, message] of all.entries()) {
      agent.decides(aQueuedReport(message));
      if (index % 3 === 0) agent.link.deliver().catch(() => undefined);
      if (index % 40 === 20) {
        await until(() => messagesIn(plane).length > index / 2);
        cable.cut();
        deliveries.push(agent.deliver().catch(() => undefined));
      }
    }
    await Promise.all(deliveries);
    await until(async () => {
      await agent.deliver().catch(() => undefined);
      return agent.unit.outbox.count() === 0;
    });
    expect(messagesIn(plane)).toEqual(['before', ...all]);
  });

  test('says what the agent does, and what its commands say, without passwords', async () => {
    const plane = await aPlane();
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.state('checking');
    agent.link.start();
    await until(() => agent.link.stands);
    const state = plane.db.prepare<[], string>("SELECT agent_state FROM machines WHERE machine_id = 'web-01'").pluck();
    await until(() => state.get() === 'checking');
    agent.link.state('fetching');
    agent.link.line('r-1:0:1', 'copying from https://bob:secret@cache.example/x?token=abc');
    agent.link.line('r-1:0:1', 'x'.repeat(10_000));
    const lines = plane.db.prepare<[], { n: number; line: string }>('SELECT n, line FROM agent_logs ORDER BY id');
    await until(() => lines.all().length === 2 && state.get() === 'fetching');
    expect(lines.all()[0]).toEqual({ n: 0, line: 'copying from https://***@cache.example/x?token=***' });
    expect(Buffer.byteLength(lines.all()[1]?.line ?? '')).toBeLessThanOrEqual(4096);
  });

  test('hears from a plane that it is to fetch ahead, or to try again', async () => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    expect(end.heard[0]).toEqual({ type: 'hello', version: '0.2.0', epoch: 'e-test', boot_id: 'b-1', last_seq: 0 });
    end.say({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    end.say(JSON.stringify({ type: 'a word of tomorrow' }));
    end.say({ type: 'prefetch', hash: '/nix/store/c-web-01', cache_url: null });
    end.say({ type: 'retry', hash: '/nix/store/b-web-01' });
    await until(() => agent.nudges.length === 2);
    expect(agent.nudges).toEqual([
      { type: 'prefetch', path: '/nix/store/c-web-01', cacheUrl: null },
      { type: 'retry', path: '/nix/store/b-web-01' },
    ]);
  });

  test('does not send what the control plane has already', async () => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url });
    agent.decides(aQueuedReport('taken'), aQueuedReport('not taken'));
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    expect(end.heard[0]).toMatchObject({ last_seq: 2 });
    end.say({ type: 'welcome', resume_after: 1, poll_seconds: 300 });
    await plane.sees(() => end.heard.some(({ type }) => type === 'report'));
    expect(end.heard.filter(({ type }) => type === 'report')).toMatchObject([{ message: 'not taken', seq: 2 }]);
    expect(agent.unit.outbox.first()?.message).toBe('not taken');
  });

  test('forgets nothing that it has not sent, whatever is acknowledged', async () => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    end.say({ type: 'welcome', resume_after: 1_000, poll_seconds: 300 });
    await until(() => agent.link.stands);
    agent.link.hold();
    agent.decides(aQueuedReport('not sent'));
    end.say({ type: 'ack', seq: 1_000 });
    end.say({ type: 'retry', hash: '/nix/store/heard-after-the-ack' });
    await until(() => agent.nudges.length === 1);
    expect(agent.unit.outbox.count()).toBe(1);
  });

  test('drops a report that will never be taken, and says so', async () => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url });
    agent.decides(aQueuedReport('odd'));
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    end.say({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    await plane.sees(() => end.heard.some(({ type }) => type === 'report'));
    end.say({ type: 'ack', seq: 1, refused: 'message is too long' });
    await until(() => agent.unit.outbox.count() === 0);
    expect(agent.said).toContain('WARN report 1 was not taken and never will be: message is too long');
  });

  test('is let go when it does not acknowledge, and the reports go by HTTP', async () => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url, timing: { acknowledgeMs: 50 } });
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    end.say({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    await until(() => agent.link.stands);
    agent.decides(aQueuedReport('one'), aQueuedReport('two'));
    await agent.deliver();
    await plane.sees(() => !end.isOpen);
    expect(plane.messages).toEqual(['one', 'two']);
    // It may have got them over the link after all: then it knows them by their numbers.
    expect(plane.reports).toMatchObject([
      { epoch: 'e-test', seq: 1 },
      { epoch: 'e-test', seq: 2 },
    ]);
  });

  test.each([
    ['not JSON', 'the frame is not JSON'],
    ['[]', 'the frame has no `type`'],
    ['{"type":"ack","seq":-1}', 'ack: '],
    ['{"type":"wanted","wanted":{"hash":7}}', 'wanted: '],
    [JSON.stringify({ type: 'retry', hash: 'x'.repeat(600) }), 'retry: hash is longer than 512 characters'],
  ])('is closed with a word after %s, and comes back', async (garbage, word) => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    end.say(garbage);
    await plane.sees(() => plane.links.length === 2);
    await plane.sees(() => !end.isOpen);
    expect(end.farewell).toContain(word);
  });

  test('is asked for again by one that has gone silent, and by one that is not welcomed', async () => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = undefined;
    const agent = await aLinkedAgent({ url: plane.url, timing: { silenceMs: 50, welcomeMs: 50 } });
    agent.link.start();
    await plane.sees(() => plane.links.length === 2);
    plane.links[1]?.say({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    await plane.sees(() => plane.links.length === 3);
    expect(agent.said.filter((line) => line.includes('has ended'))).toEqual([
      expect.stringMatching(/it did not answer `hello`|it has gone silent/),
      'WARN the link to the control plane has ended: it has gone silent',
    ]);
  });

  test('is not asked for twice where there is none, and polling goes on', async () => {
    const plane = await FakeControlPlane.start();
    plane.wanted = { hash: '/nix/store/b-web-01', cache_url: null, poll_hint: 5 };
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.start();
    await until(() => agent.said.includes('INFO this control plane has no link; it is polled'));
    expect(await agent.advice.desiredGeneration()).toEqual(plane.wanted);
    expect(await agent.advice.desiredGeneration()).toEqual(plane.wanted);
    agent.decides(aQueuedReport('by HTTP'));
    await agent.deliver();
    expect(plane.reports).toEqual([expect.not.objectContaining({ seq: expect.anything() })]);
    agent.link.renew();
    expect({ asked: plane.linksAsked, polls: plane.polls }).toEqual({ asked: 1, polls: 2 });
  });

  test.each([401, 403, 429, 500, 503])('is asked for again after a refusal with %i', async (status) => {
    const plane = await FakeControlPlane.start();
    plane.linkStatus = status;
    const agent = await aLinkedAgent({ url: plane.url });
    agent.link.start();
    await plane.sees(() => plane.linksAsked >= 3);
    expect(agent.said.filter((line) => line.startsWith('WARN no link to the control plane'))).toHaveLength(1);
    plane.linkStatus = undefined;
    await plane.linkThatHeard('hello');
  });
});
