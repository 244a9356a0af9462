import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ForwardProxy, type ForwardProxyOptions } from '../support/a-forward-proxy.ts';
import { behind, PLANE } from '../support/behind-a-proxy.ts';
import { type Authority, anAuthority, type IssuedCertificate } from '../support/certificates.ts';
import { Program } from './program.ts';

const PASSWORD = 'hunter2-of-the-proxy';
const program = new Program();
let authority: Authority;
let own: IssuedCertificate;
let key = '';

beforeAll(async () => {
  authority = await anAuthority(program.home, [`DNS:${PLANE}`]);
  own = await authority.issue('/CN=operator');
  const { certPath, keyPath } = await authority.issue(`/CN=${PLANE}`);
  await program.startControlPlane('--tls-cert', certPath, '--tls-key', keyPath, '--client-ca', authority.caPath);
  const proxy = await ForwardProxy.start();
  const { stdout } = await run({ HTTPS_PROXY: proxy.url() }, 'bootstrap');
  key = stdout.trim();
  await proxy.stop();
});
afterAll(() => program.stop());

/** A proxy that runs until the test ends, and the environment that names it. */
async function aProxy(options: ForwardProxyOptions = {}, credentials = options.credentials) {
  const proxy = await ForwardProxy.start(options);
  onTestFinished(() => proxy.stop());
  return { proxy, env: { HTTPS_PROXY: proxy.url(credentials) } };
}

const start = (env: NodeJS.ProcessEnv, ...argv: string[]) =>
  program.startWith(
    {
      ...{ PATH: process.env['PATH'], HOME: program.home, NIXFLEET_CONTROL_PLANE_URL: behind(program.url) },
      ...{ NIXFLEET_CA_CERT: authority.caPath, NIXFLEET_CLIENT_CERT: own.certPath, NIXFLEET_CLIENT_KEY: own.keyPath },
      ...env,
    },
    ...argv,
  );

const run = (env: NodeJS.ProcessEnv, ...argv: string[]) => start(env, ...argv).end;

/** The files of its own that a command line loads. */
async function loadedBy(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<string> {
  const hook = join(program.home, 'loaded.cjs');
  writeFileSync(hook, "process.on('exit', () => require('fs').writeSync(2, Object.keys(require.cache).join(' ')));");
  const { stderr } = await run({ ...env, NODE_OPTIONS: `--require=${hook}` }, ...argv);
  return stderr;
}

test('nixfleet loads what proxies take only when one is named', async () => {
  expect(await loadedBy({ NO_PROXY: 'a' }, 'machines', 'list')).not.toMatch(/proxy-for|tunnel|forwarder/);
  expect(await loadedBy({ HTTPS_PROXY: 'http://127.0.0.1:1' }, 'machines', 'list')).toMatch(/proxy-for.*tunnel/);
});

describe('nixfleet behind a proxy', () => {
  test('asks over it and watches over it, with its certificate', async () => {
    const { proxy, env } = await aProxy({ credentials: `fleet:${PASSWORD}` });
    expect(await run(env, 'machines', 'register', 'web-01')).toMatchObject({ code: 0 });
    await run(env, 'machines', 'set-lifecycle', 'web-01', 'maintenance');
    const watch = start(env, 'statechart', 'watch', 'machine:web-01');
    await watch.said('-> lifecycle.maintenance');
    await run(env, 'machines', 'set-lifecycle', 'web-01', 'active');
    await watch.said('-> lifecycle.active');
    watch.interrupt();
    expect(await watch.end).toMatchObject({ code: 0 });
    const { host } = new URL(behind(program.url));
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}`]));
    expect(proxy.asked.length).toBeGreaterThanOrEqual(5);
  });

  test('is refused without a client certificate by the control plane, and says over which proxy', async () => {
    const { proxy, env } = await aProxy();
    const end = await run({ ...env, NIXFLEET_CLIENT_CERT: '', NIXFLEET_CLIENT_KEY: '' }, 'status');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain(`over the proxy ${proxy.url()} (HTTPS_PROXY): it wants a client certificate`);
  });

  test('says what to do about a wrong password, and never the password', async () => {
    const { proxy, env } = await aProxy({ credentials: `fleet:${PASSWORD}` }, `fleet:not-${PASSWORD}`);
    const debug = { ...env, RUST_LOG: 'trace', DEBUG: '*' };
    for (const argv of [
      ['status'],
      ['-vv', 'machines', 'register', 'web-02'],
      ['statechart', 'watch', 'machine:web-01'],
    ]) {
      const { code, stdout, stderr } = await run(debug, ...argv);
      expect(code).toBe(1);
      expect(stderr).toContain(`the proxy ${proxy.url()} (HTTPS_PROXY) does not accept the user and password`);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout + stderr).not.toContain(PASSWORD);
    }
    const { stdout: logged } = await run(debug, 'logs', 'show');
    expect(logged).toMatch(/CONNECT plane\.test:\d+ → 407/);
    expect(logged).toContain('does not accept the user and password');
    expect(logged).not.toContain(PASSWORD);
    expect(logged).not.toContain(Buffer.from(PASSWORD).toString('base64').slice(4, -4));
  });

  test('says which proxy is down', async () => {
    const { proxy, env } = await aProxy();
    await proxy.stop();
    const end = await run(env, 'status');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain(`the proxy ${proxy.url()} (HTTPS_PROXY) cannot be used: nothing listens there`);
    expect(end.stderr).toContain('NO_PROXY');
  });

  test.each([
    [`socks5://fleet:${PASSWORD}@proxy:1080`, 'names a proxy of the kind socks5, which is not supported'],
    [`http://fleet:${PASSWORD}#@proxy:3128`, 'HTTPS_PROXY is not the URL of a proxy: it should look like'],
  ])('refuses the proxy %s with a sentence', async (url, words) => {
    const { code, stderr } = await run({ HTTPS_PROXY: url }, 'status');
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain(PASSWORD);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('goes by itself to what NO_PROXY names, and to this machine', async () => {
    const { proxy, env } = await aProxy();
    const named = await run({ ...env, NO_PROXY: `.test` }, 'status');
    expect(named.stderr).toContain(`cannot reach the control plane at ${behind(program.url)}: its host name cannot be`);
    const here = await run({ ...env, NIXFLEET_CONTROL_PLANE_URL: program.url, NIXFLEET_API_KEY: key }, 'status');
    expect(here).toMatchObject({ code: 0 });
    expect(proxy.asked).toEqual([]);
  });

  test('tells with its settings which proxy is used', async () => {
    const { stdout } = await run({ HTTPS_PROXY: `http://fleet:${PASSWORD}@proxy:3128` }, 'config', 'show', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      warnings: [`${behind(program.url)} is asked over the proxy http://proxy:3128 (HTTPS_PROXY)`],
    });
  });
});
