import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ClientOptions, createClient } from '../../../services/api/client.ts';
import { addresses } from '../../../services/api/contract/addresses.ts';
import { contract } from '../../../services/api/contract/contract.ts';
import { aReport, aServer, KEYS } from '../../support/a-server.ts';

/** An HTTP server that answers as the test says, and its URL. */
async function answering(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function aClient(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

const said = { ...aReport(), tags: [], agent_version: '', uptime_seconds: 0 };

describe('the client', () => {
  test('has every endpoint of the contract', () => {
    expect(Object.keys(addresses).toSorted()).toEqual(Object.keys(contract).toSorted());
  });

  test('speaks with a control plane about machines, releases and rollouts', async () => {
    const plane = await aServer();
    const client = aClient({ url: plane.url, apiKey: KEYS.admin });
    expect(await client.report({ params: { id: 'web-01' }, body: said })).toBeUndefined();
    await client.registerMachine({ params: { id: 'web-01' }, body: { lifecycle: 'active', tags: ['web'] } });
    expect(await client.listMachines({ query: { tag: ['web'] } })).toMatchObject([{ machine_id: 'web-01' }]);
    expect(await client.listMachines({ query: { tag: ['web', 'db'] } })).toEqual([]);
    const entries = [{ hostname: 'web-01', store_path: '/nix/store/b', platform: 'x86_64-linux', tags: [] }];
    const { id } = await client.createRelease({ body: { entries } });
    expect(await client.listReleases({ query: { limit: '5', host: 'web-01' } })).toMatchObject([{ id }]);
    const { rollout_id } = await client.createRollout({
      body: {
        release_id: id,
        target: { hosts: ['web-01'] },
        strategy: 'canary',
        failure_threshold: '0',
        on_failure: 'pause',
      },
    });
    expect(await client.getRollout({ params: { id: rollout_id } })).toMatchObject({ status: 'running' });
    expect(await client.cancelRollout({ params: { id: rollout_id } })).toBeUndefined();
    expect(await client.health()).toBe('ok');
  });

  test.each(['a/b', '..', '.', 'é ?#%', '%2F'])('gets the id %s there as it is', async (id) => {
    const plane = await aServer();
    const client = aClient({ url: plane.url, apiKey: KEYS.admin });
    await client.report({ params: { id }, body: said });
    expect((await client.listMachines()).map(({ machine_id }) => machine_id)).toEqual([id]);
  });

  test('keeps a path before the API and does not mind slashes at its end', async () => {
    const paths: (string | undefined)[] = [];
    const { url } = await answering((request, response) => {
      paths.push(request.url);
      response.end('ok');
    });
    await aClient({ url: `${url}/fleet//` }).health();
    await aClient({ url: `${url}/` }).health();
    expect(paths).toEqual(['/fleet/health', '/health']);
  });

  test('takes fields and words that it does not know', async () => {
    const { url } = await answering((_, response) =>
      response.setHeader('content-type', 'application/json').end('{"id":"r-1","status":"dreaming","new":1}'),
    );
    expect(await aClient({ url }).getRollout({ params: { id: 'r-1' } })).toEqual({
      id: 'r-1',
      status: 'dreaming',
      new: 1,
    });
  });

  test('keeps its connection', async () => {
    const { url, server } = await answering((_, response) => response.end('ok'));
    let connections = 0;
    server.on('connection', () => (connections += 1));
    const client = aClient({ url });
    await client.health();
    await client.health();
    expect(connections).toBe(1);
  });

  test('asks again when a kept connection had gone stale', async () => {
    let asked = 0;
    const { url } = await answering((request, response) => {
      asked += 1;
      if (asked === 2) request.socket.resetAndDestroy();
      else response.end('ok');
    });
    const client = aClient({ url });
    await client.health();
    expect(await client.health()).toBe('ok');
    expect(asked).toBe(3);
  });
});

describe('a refusal', () => {
  test('says what the control plane said', async () => {
    const plane = await aServer();
    const asking = aClient({ url: plane.url, apiKey: KEYS.readonly }).cancelRollout({ params: { id: 'r-1' } });
    await expect(asking).rejects.toMatchObject({
      status: 403,
      message: 'Control plane returned 403 Forbidden: this API key has the role readonly; this needs deploy or admin',
    });
  });

  test('for the key says which to give', async () => {
    const plane = await aServer();
    await expect(aClient({ url: plane.url }).listMachines()).rejects.toThrow(
      /401 Unauthorized: it wants an API key; give --api-key/,
    );
    await expect(aClient({ url: plane.url, apiKey: 'x' }).listMachines()).rejects.toThrow(
      /401 .* does not know this API key/,
    );
  });

  test('without a body is its status', async () => {
    const plane = await aServer();
    const asking = aClient({ url: plane.url }).desiredGeneration({ params: { id: 'web-01' } });
    await expect(asking).rejects.toMatchObject({ status: 404, message: 'Control plane returned 404 Not Found' });
  });

  test('is JSON that cannot be read', async () => {
    const { url } = await answering((_, response) =>
      response.setHeader('content-type', 'application/json').end('{"id":'),
    );
    await expect(aClient({ url }).listMachines()).rejects.toThrow('JSON that cannot be read');
  });
});

describe('a redirect', () => {
  test('is followed for a question, without the key when it leads elsewhere', async () => {
    const keys: (string | undefined)[] = [];
    const target = await answering((request, response) => {
      keys.push(request.headers.authorization);
      response.end('ok');
    });
    const { url } = await answering((request, response) => {
      keys.push(request.headers.authorization);
      const location = request.url === '/health' ? '/moved' : `${target.url}/health`;
      response.writeHead(302, { location }).end();
    });
    expect(await aClient({ url, apiKey: 'secret' }).health()).toBe('ok');
    expect(keys).toEqual(['Bearer secret', 'Bearer secret', undefined]);
  });

  test('is not followed with a body that it would lose, nor for ever', async () => {
    const { url } = await answering((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(aClient({ url }).bootstrap({ body: { name: '' } })).rejects.toThrow('302 Found: it points to /again');
    await expect(aClient({ url }).health()).rejects.toThrow('302 Found: it points to /again');
  });
});

describe('no answer', () => {
  test.each([
    ['http://127.0.0.1:1', 'nothing listens there'],
    ['http://nowhere.invalid', 'its host name cannot be resolved'],
  ])('from %s says what to do', async (url, sentence) => {
    await expect(aClient({ url }).health()).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining(sentence),
    });
  });

  test('in time is an error, also in the middle of a body', async () => {
    const { url } = await answering((_, response) => void response.writeHead(200).write('o'));
    await expect(aClient({ url, timeoutMs: 50 }).health()).rejects.toThrow('did not answer within 0.05 s');
  });

  test('because the connection was cut is an error', async () => {
    const { url } = await answering((request) => request.socket.destroy());
    await expect(aClient({ url }).health()).rejects.toThrow('it hung up');
  });

  test.each(['', 'host:8080', 'ftp://host', 'http://'])('can come from `%s`, which is no URL', (url) => {
    expect(() => createClient({ url })).toThrow('is not a URL of a control plane');
  });
});
