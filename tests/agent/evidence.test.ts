import { describe, expect, test } from 'vitest';
import { evidenceEnd } from '../../agent/contact/evidence-sender.ts';
import type { MachineCompliance } from '../../machines/model/compliance.ts';
import { aServer, type ServedPlane } from '../support/a-server.ts';
import { rested, signedEvidence } from '../support/sent-evidence.ts';
import { aSigner } from '../services/compliance/a-signer.ts';
import { until } from '../services/host/waiting.ts';
import { AnAgent } from './an-agent.ts';
import { anEvidenceFolder } from './an-evidence-folder.ts';

/** An agent that sends evidence, a control plane, and a folder that has none yet. */
async function aSender(...flags: readonly string[]) {
  const [plane, folder, signer] = [await aServer(), await anEvidenceFolder(), await aSigner()];
  const agent = await AnAgent.of('--evidence-dir', folder.path, ...flags);
  const start = () => agent.start({ at: plane.url });
  return { plane, folder, signer, agent, start };
}

const standing = async (plane: ServedPlane): Promise<MachineCompliance | undefined> =>
  ((await (await plane.ask('GET', '/api/v1/compliance/machines')).json()) as MachineCompliance[])[0];
const takenAt = async (plane: ServedPlane) => (await standing(plane))?.taken_at;
const sends = ({ app }: ServedPlane): string[] => {
  const asked: string[] = [];
  app.server.on('request', ({ method, url = '' }: { method?: string; url?: string }) => {
    if (method === 'POST' && url.endsWith('/evidence')) asked.push(url);
  });
  return asked;
};
const said = (agent: AnAgent, words: string) => until(() => agent.said.some((line) => line.includes(words)));

describe('an agent that has a folder of evidence', () => {
  test.each([['auto'], ['off']])('sends what is new in it, with --link %s', async (link) => {
    const { plane, folder, signer, start } = await aSender(`--link=${link}`);
    await folder.put('20260420T100000Z', await signedEvidence(signer));
    await start();
    await until(async () => (await takenAt(plane)) === '2026-04-20T10:00:00Z');
    rested(plane);
    await folder.put('20260421T100000Z', await signedEvidence(signer, { timestamp: '2026-04-21T10:00:00Z' }));
    await until(async () => (await takenAt(plane)) === '2026-04-21T10:00:00Z');
    expect(await standing(plane)).toMatchObject({ machine_id: 'web-01', trust: 'verified' });
  });

  test('does not send the same again, not even when it is started anew', async () => {
    const { plane, folder, signer, agent, start } = await aSender();
    const asked = sends(plane);
    await folder.put('20260420T100000Z', await signedEvidence(signer));
    await start();
    await said(agent, 'is with the control plane');
    agent.stop();
    await start();
    rested(plane);
    await folder.put('20260421T100000Z', await signedEvidence(signer, { timestamp: '2026-04-21T10:00:00Z' }));
    await until(async () => (await takenAt(plane)) === '2026-04-21T10:00:00Z');
    expect(asked).toHaveLength(2);
  });

  test('says that the control plane believes another key, and what to do', async () => {
    const { plane, folder, agent, start } = await aSender();
    const public_key = (await aSigner()).publicKey;
    await plane.ask('POST', '/api/v1/machines/web-01/register', { json: { lifecycle: 'active' } });
    await plane.ask('PUT', '/api/v1/machines/web-01/evidence-key', { json: { public_key } });
    await folder.put('20260420T100000Z', await signedEvidence(await aSigner()));
    await start();
    await said(agent, '`nixfleet compliance trust`');
    expect(await takenAt(plane)).toBeNull();
  });

  test('says why evidence is refused, once, and goes on with the next', async () => {
    const { plane, folder, signer, agent, start } = await aSender();
    const genuine = await signedEvidence(signer);
    await folder.put('20260420T100000Z', { ...genuine, document: genuine.document.replace('compliant', 'exempt') });
    await start();
    await said(agent, 'the signature does not fit the document');
    await folder.put('20260420T110000Z', genuine);
    await until(async () => (await takenAt(plane)) === '2026-04-20T10:00:00Z');
    expect(agent.said.filter((line) => line.includes('refuses the evidence'))).toHaveLength(1);
  });

  test('comes again when it is told to wait', async () => {
    const { plane, folder, signer, agent, start } = await aSender();
    await folder.put('20260420T100000Z', await signedEvidence(signer));
    const next = await signedEvidence(signer, { timestamp: '2026-04-21T10:00:00Z' });
    await start();
    await said(agent, 'is with the control plane');
    await folder.put('20260421T100000Z', next);
    await said(agent, '429');
    rested(plane);
    await until(async () => (await takenAt(plane)) === '2026-04-21T10:00:00Z');
  });

  test('leaves a control plane of v0.1.1 in peace, and reports to it as ever', async () => {
    const folder = await anEvidenceFolder();
    await folder.put('20260420T100000Z', await signedEvidence(await aSigner()));
    const agent = await AnAgent.of('--evidence-dir', folder.path);
    await agent.start();
    await said(agent, 'it is older than this agent');
    const { polls } = agent.plane;
    await until(() => agent.plane.polls > polls + 1);
    expect(agent.plane.asked.filter(({ what }) => what.endsWith('/evidence'))).toHaveLength(1);
    expect(agent.said.filter((line) => line.includes('evidence'))).toHaveLength(1);
  });

  test('is not held up by a control plane that does not answer it', async () => {
    const folder = await anEvidenceFolder();
    await folder.put('20260420T100000Z', await signedEvidence(await aSigner()));
    const agent = await AnAgent.of('--evidence-dir', folder.path);
    agent.plane.isSilentFor = (_, body) => body.includes('signature');
    await agent.start();
    await until(() => agent.plane.asked.some(({ what }) => what.endsWith('/evidence')));
    const { polls } = agent.plane;
    await until(() => agent.plane.polls > polls + 1);
  });

  test('says once that evidence is not signed', async () => {
    const folder = await anEvidenceFolder();
    await folder.put('20260420T100000Z', { document: '{}' });
    const agent = await AnAgent.of('--evidence-dir', folder.path);
    await agent.start();
    await said(agent, 'is not signed');
    const { polls } = agent.plane;
    await until(() => agent.plane.polls > polls + 1);
    expect(agent.said.filter((line) => line.includes('not signed'))).toHaveLength(1);
    expect(agent.plane.asked.filter(({ what }) => what.endsWith('/evidence'))).toEqual([]);
  });
});

describe('what the control plane answers', () => {
  test.each([
    [404, 'too-old'],
    [405, 'too-old'],
    [400, 'refused'],
    [409, 'refused'],
    [413, 'refused'],
    [422, 'refused'],
    [429, 'kept'],
    [401, 'kept'],
    [403, 'kept'],
    [500, 'kept'],
    [503, 'kept'],
  ] as const)('with %i means that evidence is %s', (status, end) => expect(evidenceEnd(status)).toBe(end));
});
