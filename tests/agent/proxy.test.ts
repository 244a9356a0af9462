import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { finish } from '../../services/host/process.ts';
import { Program } from '../cli/program.ts';
import { aFolder, until } from '../services/host/waiting.ts';
import { ForwardProxy, type ForwardProxyOptions } from '../support/a-forward-proxy.ts';
import { behind, PLANE } from '../support/behind-a-proxy.ts';
import { type Authority, anAuthority, type IssuedCertificate } from '../support/certificates.ts';

const PASSWORD = 'hunter2-of-the-proxy';
const program = new URL('../../dist/agent/main.js', import.meta.url).pathname;
const plane = new Program();
let authority: Authority;
let own: IssuedCertificate;

beforeAll(async () => {
  authority = await anAuthority(plane.home, [`DNS:${PLANE}`]);
  own = await authority.issue('/CN=web-01');
  const { certPath, keyPath } = await authority.issue(`/CN=${PLANE}`);
  await plane.startControlPlane('--tls-cert', certPath, '--tls-key', keyPath, '--client-ca', authority.caPath);
});
afterAll(() => plane.stop());

/** A proxy that runs until the test ends. */
async function aProxy(options: ForwardProxyOptions = {}) {
  const proxy = await ForwardProxy.start(options);
  onTestFinished(() => proxy.stop());
  return proxy;
}

/** The agent behind a proxy, until it ends or the test does; what it says. */
async function anAgent(proxyUrl: string, ...verb: string[]) {
  const said: string[] = [];
  const tls = ['--ca-cert', authority.caPath, '--client-cert', own.certPath, '--client-key', own.keyPath];
  const place = ['--control-plane-url', behind(plane.url), '--machine-id', 'web-01', '--root', await aFolder()];
  const stop = new AbortController();
  const env = { HTTPS_PROXY: proxyUrl, DEBUG: '*' };
  const argv = [process.execPath, program, ...verb, ...place, ...tls] as const;
  const end = finish({ argv, env }, { signal: stop.signal, onLine: (_, line) => void said.push(line) });
  onTestFinished(async () => {
    stop.abort();
    await end.catch(() => undefined);
  });
  return { said, end, hears: (words: string) => until(() => said.some((line) => line.includes(words))) };
}

describe('an agent behind a proxy', () => {
  test('asks over it and holds its link over it, as the machine that it is', async () => {
    const proxy = await aProxy({ credentials: `fleet:${PASSWORD}` });
    const agent = await anAgent(proxy.url(`fleet:${PASSWORD}`));
    await agent.hears('the link to the control plane stands');
    const { host } = new URL(behind(plane.url));
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}`]));
    expect(agent.said.join('\n')).not.toContain(PASSWORD);
  });

  test('says what is wrong with a password, and not the password', async () => {
    const proxy = await aProxy({ credentials: 'fleet:another' });
    const agent = await anAgent(proxy.url(`fleet:${PASSWORD}`));
    await agent.hears(`the proxy ${proxy.url()} (HTTPS_PROXY) does not accept the user and password`);
    expect(agent.said.join('\n')).not.toContain(PASSWORD);
  });

  test.each([
    ['http://127.0.0.1:1', 'the proxy http://127.0.0.1:1 (HTTPS_PROXY) cannot be used: nothing listens there'],
    ['socks5://127.0.0.1:1080', 'HTTPS_PROXY names a proxy of the kind socks5, which is not supported'],
  ])('says that %s cannot be used, when it is checked and when it runs', async (url, words) => {
    const { stdout, exitCode } = await (await anAgent(url, 'check')).end;
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(exitCode).toBe(1);
    await (await anAgent(url)).hears(words);
  });
});
