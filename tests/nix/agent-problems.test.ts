import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { agentSettings } from './agent-settings.ts';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

const Problems = Type.Object({
  assertions: Type.Array(Type.Object({ assertion: Type.Boolean(), message: Type.String() })),
  warnings: Type.Array(Type.String()),
});

interface Host {
  readonly isDarwin?: boolean;
  readonly healthChecks?: object;
  readonly [setting: string]: unknown;
}

/** What the modules say of settings: what is refused, and what is warned of. */
async function problems({ isDarwin = false, healthChecks, ...settings }: Host) {
  const checks = { systemd: [], launchd: [], http: [], command: [], ...healthChecks };
  const all = { ...agentSettings(settings), healthChecks: checks };
  const expression = `import ./nix/lib/agent-problems.nix { isDarwin = ${isDarwin}; settings = ${given(all)}; }`;
  const { assertions, warnings } = Value.Parse(Problems, await evaluated({ expression }));
  return { refused: assertions.flatMap(({ assertion, message }) => (assertion ? [] : [message])), warnings };
}

const aCommand = (name: string, timeout = 5) => ({ name, command: 'true', timeout, interval: 10 });
const anUrl = (url: string) => ({ url, timeout: 3, interval: 5, expectedStatus: 200 });
const tls = (files: object) => ({ tls: { caCert: null, clientCert: null, clientKey: null, ...files } });

describe('the settings of an agent', () => {
  test.each<[string, Host]>([
    ['the defaults', {}],
    ['both certificate and key', tls({ clientCert: '/run/cert.pem', clientKey: '/run/key.pem' })],
    ['plain HTTP that was asked for', { controlPlaneUrl: 'http://cp', allowInsecure: true }],
    ['a unit and a command', { healthChecks: { systemd: [{ units: ['a'] }], command: [aCommand('b')] } }],
    ['metrics that others may read', { metricsPort: 9101, metricsOpenFirewall: true }],
    ['a cache over SSH', { cacheUrl: 'ssh://root@cache' }],
  ])('are fine: %s', async (_, host) => {
    expect(await problems(host)).toEqual({ refused: [], warnings: [] });
  });

  test.each<[string, Host, string]>([
    ['a certificate alone', tls({ clientCert: '/run/cert.pem' }), 'tls.clientKey is not: set both'],
    ['a key alone', tls({ clientKey: '/run/key.pem' }), 'tls.clientCert is not: set both'],
    ['plain HTTP', { controlPlaneUrl: 'HTTP://cp' }, 'HTTP://cp, which is not encrypted'],
    ['a password of the control plane', { controlPlaneUrl: 'https://a:b@cp' }, 'take it out'],
    ['no cache', { cacheUrl: 'cache' }, 'cache is no URL of a cache'],
    ['a password of a cache', { cacheUrl: 'https://a:b@cache' }, 'everybody could read in the Nix store'],
    ['a password of a check', { healthChecks: { http: [anUrl('http://a:b@c')] } }, 'everybody could read'],
    ['one name twice', { healthChecks: { command: [aCommand('a'), aCommand('a')] } }, 'more than one check named a:'],
    [
      'a unit twice',
      { healthChecks: { systemd: [{ units: ['a'] }, { units: ['a'] }] } },
      'more than one check named a:',
    ],
    ['too many checks', { healthChecks: { systemd: [{ units: range(1025) }] } }, 'has 1025 checks'],
    ['too many tags', { tags: range(257) }, 'has 257 tags'],
    [
      'checks of macOS',
      { healthChecks: { launchd: [{ labels: ['a'] }] } },
      'use services.nixfleet-agent.healthChecks.s',
    ],
    [
      'checks of NixOS',
      { isDarwin: true, healthChecks: { systemd: [{ units: ['a'] }] } },
      'use services.nixfleet-agent.healthChecks.launchd',
    ],
    ['an open port that there is not', { metricsOpenFirewall: true }, 'services.nixfleet-agent.metricsPort is not'],
    ['a database in memory', { dbPath: '/run/state.db' }, '/run/state.db is below /run'],
  ])('are refused, in one sentence: %s', async (_, host, words) => {
    const { refused } = await problems(host);
    expect(refused).toEqual([expect.stringContaining(words)]);
    expect(refused[0]).toMatch(/^services\.nixfleet-agent\.\w+/);
  });

  test.each<[string, Host, string]>([
    [
      'a port that only the host itself reaches',
      { metricsPort: 9101, metricsOpenFirewall: true, metricsHost: '::1' },
      'answers this host only',
    ],
    ['a firewall on macOS', { isDarwin: true, metricsOpenFirewall: true }, 'does nothing on macOS'],
    [
      'a check that takes too long',
      { healthChecks: { command: [aCommand('slow', 300)] } },
      'check slow may take 300 s',
    ],
  ])('are warned of: %s', async (_, host, words) => {
    expect(await problems(host)).toEqual({ refused: [], warnings: [expect.stringContaining(words)] });
  });
});

function range(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `t${index}`);
}
