import { describe, expect, onTestFinished, test } from 'vitest';
import { Contact } from '../../../agent/contact/contact.ts';
import { Identity } from '../../../agent/contact/identity.ts';
import { NO_ROOTS } from '../../../agent/contact/trusted-roots.ts';
import { aReport } from '../../support/a-server.ts';
import { FakeControlPlane } from '../fake-control-plane.ts';

/** A v0.1.1 control plane, an agent's contact with it, and what that said. */
async function aContact() {
  const plane = await FakeControlPlane.start();
  const said: string[] = [];
  const log = (level: string, message: string) => void said.push(`${level} ${message}`);
  const files = { caCert: undefined, clientCert: undefined, clientKey: undefined };
  const identity = await Identity.open({ files, roots: NO_ROOTS, log });
  const contact = new Contact({ url: `${plane.url}//`, machineId: 'web-01', identity, log, now: () => Date.now() });
  onTestFinished(() => contact.close());
  return { plane, contact, said };
}

const said = { ...aReport(), tags: ['web'], health: null, agent_version: '0.2.0', uptime_seconds: 7 };

describe('a v0.1.1 control plane', () => {
  test('is asked two things, in the words that it knows', async () => {
    const { plane, contact } = await aContact();
    plane.wanted = { hash: '/nix/store/a-web-01', cache_url: null, poll_hint: 5 };
    expect(await contact.desiredGeneration()).toEqual(plane.wanted);
    await contact.report(said);
    const host = new URL(plane.url).host;
    expect(plane.asked.map(({ what }) => what)).toEqual([
      'GET /api/v1/machines/web-01/desired-generation',
      'POST /api/v1/machines/web-01/report',
    ]);
    expect(plane.asked.map(({ headers }) => headers)).toEqual([
      ['host', host, 'accept', '*/*', 'Connection', 'keep-alive'],
      [
        ...['host', host, 'accept', '*/*', 'content-type', 'application/json'],
        ...['content-length', String(plane.bodies[0]?.length), 'Connection', 'keep-alive'],
      ],
    ]);
    expect(plane.bodies).toEqual([JSON.stringify(said)]);
    expect(plane.connections).toBe(1);
  });

  test('that finds nothing wants nothing', async () => {
    const { contact } = await aContact();
    expect(await contact.desiredGeneration()).toBeNull();
  });

  test.each([
    [{ pollStatus: 500 }, 'Control plane returned 500'],
    [{ garbage: '{"hash":"/nix/store/a-b","poll_hint":1.5}' }, 'not understood'],
    [{ garbage: '' }, 'not understood'],
  ])('that answers %j has not said what it wants', async (answers, problem) => {
    const { plane, contact } = await aContact();
    Object.assign(plane, answers);
    await expect(contact.desiredGeneration()).rejects.toThrow(problem);
  });

  test('says with each answer what time it is', async () => {
    const { plane, contact, said: heard } = await aContact();
    expect(contact.clockSkewMs()).toBeNull();
    await contact.desiredGeneration();
    expect(contact.clockSkewMs()).toBe(0);
    plane.clockAheadMs = 3_600_000;
    await contact.report(said);
    expect(contact.clockSkewMs()).toBeLessThan(-3_590_000);
    expect(heard).toEqual([
      expect.stringMatching(/^WARN the clock of this machine is \d+ s behind the control plane's/),
    ]);
  });
});
