import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KEPT } from '../../../machines/policy/retention.ts';
import { type ControlPlane, startControlPlane } from '../../../services/server/control-plane.ts';
import { anAuthority, type IssuedCertificate } from '../../support/certificates.ts';
import { freePort } from '../../support/free-port.ts';
import { tempFolder } from '../../support/temp.ts';
import { until } from '../../services/host/waiting.ts';
import { aLinkedAgent, aQueuedReport } from '../a-linked-agent.ts';
import { FakeControlPlane } from '../fake-control-plane.ts';

/** A real control plane with TLS, that wants certificates, and that can be started again. */
async function aSecurePlane() {
  const folder = tempFolder();
  const authority = await anAuthority(tempFolder());
  const at = (name: string) => join(folder, name);
  const put = (issued: IssuedCertificate, name: string) => {
    copyFileSync(issued.certPath, at(`${name}.pem`));
    copyFileSync(issued.keyPath, at(`${name}.key`));
  };
  put(await authority.issue('/CN=control-plane'), 'plane');
  put(await authority.issue('/CN=web-01'), 'agent');
  const dbPath = at('plane.db');
  let plane: ControlPlane | undefined;
  const port = await freePort();
  const start = async () => {
    plane = await startControlPlane(
      {
        ...{ host: '127.0.0.1', port, dbPath, shards: 0, logLevel: 'error', maxConnections: 100, keep: KEPT },
        ...{ bootstrapTokenFile: undefined, metricsListen: undefined, readyFile: undefined, inspect: undefined },
        tls: { cert: at('plane.pem'), key: at('plane.key'), clientCa: authority.caPath },
      },
      () => undefined,
    );
    return plane;
  };
  onTestFinished(() => plane?.stop());
  const { url } = await start();
  const messages = () => {
    const db = new SQLite(dbPath, { readonly: true });
    try {
      return db.prepare<[], string>('SELECT message FROM reports ORDER BY id').pluck().all();
    } finally {
      db.close();
    }
  };
  const files = { caCert: authority.caPath, clientCert: at('agent.pem'), clientKey: at('agent.key') };
  return { url, files, authority, put, start, stop: () => plane?.stop(), reload: () => plane?.reloadTls(), messages };
}

describe('the link of an agent over TLS', () => {
  test('stands again after the control plane was started again, and no report is lost or doubled', async () => {
    const plane = await aSecurePlane();
    const agent = await aLinkedAgent(plane);
    agent.link.start();
    await until(() => agent.link.stands);
    agent.decides(aQueuedReport('before'));
    await agent.deliver();
    await plane.stop();
    agent.decides(aQueuedReport('while it is gone'));
    await expect(agent.deliver()).rejects.toThrow('cannot reach the control plane');
    await plane.start();
    await until(() => agent.link.stands && agent.unit.outbox.count() === 0);
    agent.decides(aQueuedReport('after'));
    await agent.deliver();
    expect(plane.messages()).toEqual(['before', 'while it is gone', 'after']);
  });

  test('is taken up with the new certificate when that is there, within a question', async () => {
    const plane = await aSecurePlane();
    const agent = await aLinkedAgent(plane);
    agent.link.start();
    await until(() => agent.link.stands);
    await agent.advice.desiredGeneration();
    plane.put(await plane.authority.issue('/CN=web-01'), 'agent');
    await agent.advice.desiredGeneration();
    await until(() => agent.said.some((line) => line.endsWith('the certificates of the agent are others now')));
    await until(() => agent.link.stands);
    agent.decides(aQueuedReport('with the new one'));
    await agent.deliver();
    expect(plane.messages()).toEqual(['with the new one']);
  });

  test('goes on when the control plane gets another certificate, and after that is in use', async () => {
    const plane = await aSecurePlane();
    const agent = await aLinkedAgent(plane);
    agent.link.start();
    await until(() => agent.link.stands);
    plane.put(await plane.authority.issue('/CN=control-plane'), 'plane');
    plane.reload();
    agent.link.renew();
    await until(() => agent.said.filter((line) => line.includes('stands')).length === 2);
    expect(await agent.contact.reach(new AbortController().signal)).toBeNull();
  });

  test('is refused to the certificate of another machine, with who it is of', async () => {
    const plane = await aSecurePlane();
    const agent = await aLinkedAgent({ ...plane, machineId: 'web-02' });
    agent.link.start();
    await until(() => agent.said.length > 0);
    expect(agent.said[0]).toMatch(/WARN no link .* refuses this machine \(403.*"CN=web-01".*"web-02"/);
  });

  test('takes up its TLS session when it connects again', async () => {
    const authority = await anAuthority(tempFolder());
    const { cert, key } = await authority.issue('/CN=control-plane');
    const plane = await FakeControlPlane.start({ tls: { cert, key } });
    plane.linkStatus = undefined;
    const files = { caCert: authority.caPath, clientCert: undefined, clientKey: undefined };
    const agent = await aLinkedAgent({ url: plane.url, files });
    agent.link.start();
    const end = await plane.linkThatHeard('hello');
    end.say({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    await until(() => agent.link.stands);
    end.cut();
    await plane.sees(() => plane.links.length === 2);
    expect({ connections: plane.connections, resumed: plane.resumed }).toEqual({ connections: 2, resumed: 1 });
  });
});
