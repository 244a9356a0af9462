import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFlake, linkFarm, type TestHost } from '../../services/build/fleet.ts';
import { processesMarked } from '../../support/descendants.ts';
import { Program } from '../program.ts';

const program = new Program();
let silence: Silence;
beforeAll(async () => {
  silence = await aSilence();
});
afterAll(async () => {
  silence.server.close();
  await program.stop();
});

interface Silence {
  readonly server: Server;
  readonly url: string;
  /** Settles when somebody waits for an answer, with the connection on which none comes. */
  readonly asked: () => Promise<Socket>;
}

/** A server that is a binary cache, a download and a control plane, and that never answers but to be listed by a control plane. */
async function aSilence(): Promise<Silence> {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url?.startsWith('/api/v1/releases')) {
      response.setHeader('content-type', 'application/json').end('[]');
      return;
    }
    server.emit('silence', request.socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = async (): Promise<Socket> => {
    const [socket]: Socket[] = await once(server, 'silence');
    if (!socket) throw new Error('a request has a socket');
    return socket;
  };
  return { server, url: `http://127.0.0.1:${port}`, asked };
}

const HASH = createHash('sha256').update('never').digest('hex');
const download = () => `builtins.fetchurl { url = "${silence.url}/never"; sha256 = "${HASH}"; }`;
const endless = (name: string) =>
  `builtins.derivation { name = "${name}"; system = "builtin"; builder = "builtin:fetchurl"; url = "${silence.url}/never"; outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "${HASH}"; }`;

/** Each phase, with hosts that it never gets over. */
const PHASES: readonly (readonly [string, () => Record<string, TestHost>, () => string[], string])[] = [
  [
    'opening the flake',
    () => ({ [`\${import (${download()})}`]: { nix: '{ }' } }),
    () => [],
    'stopped before anything was registered',
  ],
  [
    'evaluating',
    () => ({ slow: { toplevel: `builtins.seq (builtins.readFile (${download()})) (${linkFarm('never')})` } }),
    () => [],
    'stopped before anything was registered',
  ],
  ['building', () => ({ slow: { toplevel: endless('slow') } }), () => [], 'stopped before anything was registered'],
  [
    'pushing',
    () => ({ web: {} }),
    () => ['--push-to', `${silence.url}/cache`],
    'stopped before anything was registered',
  ],
  ['registering', () => ({ web: {} }), () => [], 'look for it with nixfleet release list'],
];

describe('a release that is interrupted', () => {
  test.each(PHASES)('while it is %s ends every command and says how things stand', async (_, hosts, flags, said) => {
    const fleet = aFlake(hosts());
    const asked = silence.asked();
    const argv = ['release', 'create', '--flake', fleet.folder, '--control-plane-url', silence.url, ...flags()];
    const running = program.start(...argv);
    const early = running.end.then(({ stderr }) => Promise.reject(new Error(`it ended by itself: ${stderr}`)));
    early.catch(() => undefined);
    const socket = await Promise.race([asked, early]);
    const closed = socket.destroyed ? undefined : once(socket, 'close');
    running.interrupt();
    const end = await running.end;
    expect(end.stderr).toContain('Interrupted: ');
    expect(end.stderr).toContain(said);
    expect(end.code).toBe(130);
    await expect.poll(() => processesMarked(`HOME=${program.home}`)).toEqual([]);
    // The last to hold the other end of it was a builder, which has no environment of ours.
    await closed;
    fleet.remove();
  });
});
