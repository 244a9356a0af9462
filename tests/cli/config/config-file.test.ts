import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { configPath, parseConfigFile, readConfigFile } from '../../../cli/config/config-file.ts';
import { configTemplate } from '../../../cli/config/config-template.ts';
import { expanded } from '../../../cli/config/expand.ts';

const variables = { env: { NAME: 'web', LOOP: '${LOOP}' }, hostname: 'krach' };
const parse = (text: string) => parseConfigFile(text, '/fleet/.nixfleet.toml', variables);

const SAMPLE = `
[control-plane]
url = "https://cp.example.com:8080"
ca-cert = "modules/_config/fleet-ca.pem"
[tls]
client-cert = "/run/agenix/agent-\${HOSTNAME}-cert"
client-key = "keys/\${NAME}"
[cache]
url = "http://cache.example.com:5000"
push-to = "ssh://root@cache.example.com"
[cache.hook]
url = "http://cache.example.com:8081/mycache"
push-cmd = "attic push mycache {}"
[deploy]
strategy = "staged"
health-timeout = 300
failure-threshold = "0"
on-failure = "pause"
soak = 60
success-threshold = "90%"
progress-deadline = 3600
`;

describe('a configuration file', () => {
  test('says all that its documentation has, and more', () => {
    expect(parse(SAMPLE)).toEqual({
      warnings: [],
      settings: {
        url: 'https://cp.example.com:8080',
        caCert: '/fleet/modules/_config/fleet-ca.pem',
        clientCert: '/run/agenix/agent-krach-cert',
        clientKey: '/fleet/keys/web',
        cacheUrl: 'http://cache.example.com:5000',
        pushTo: 'ssh://root@cache.example.com',
        strategy: 'staged',
        healthTimeoutSeconds: 300,
        failureThreshold: '0',
        onFailure: 'pause',
        soakSeconds: 60,
        successThreshold: '90%',
        progressDeadlineSeconds: 3600,
      },
    });
  });

  test('may be empty', () => {
    expect(parse('')).toEqual({ settings: {}, warnings: [] });
  });

  test('sets nothing with an empty path', () => {
    expect(parse('[control-plane]\nca-cert = ""').settings).toEqual({ caCert: '' });
  });

  test.each([
    ['[deploy]\nstrategi = "x"', 'unknown key deploy.strategi; did you mean deploy.strategy?'],
    ['[fleet.a]\nb = 1', 'unknown key fleet.a.b'],
    ['top = 1', 'unknown key top'],
  ])('warns of a key that means nothing: %j', (text, warning) => {
    expect(parse(text).warnings).toEqual([`/fleet/.nixfleet.toml: ${warning}`]);
  });

  test.each([
    ['[deploy]\nfailure-threshold = 0', 'deploy.failure-threshold must be a text in quotes'],
    ['[deploy]\nhealth-timeout = "5m"', 'deploy.health-timeout must be a whole number'],
    ['[deploy]\nsoak = "1m"', 'deploy.soak must be a whole number'],
    ['[deploy]\nhealth-timeout = -1', 'deploy.health-timeout must be a whole number'],
    ['[control-plane', 'is not valid TOML'],
  ])('is refused as a whole rather than half obeyed: %j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test('that was named and is not there is refused', () => {
    expect(() => readConfigFile('/nowhere/x.toml', variables)).toThrow(
      'cannot read the configuration file /nowhere/x.toml',
    );
  });

  test('written by init is read again', () => {
    const text = configTemplate({
      'control-plane-url': 'https://cp',
      'client-cert': '/run/${HOSTNAME}.pem',
      'hook-push-cmd': 'sh -c "x\\y" {}\u007f',
    });
    expect(parse(text)).toEqual({ warnings: [], settings: { url: 'https://cp', clientCert: '/run/krach.pem' } });
    expect(text).not.toContain('ca-cert');
  });
});

describe('the configuration file that counts', () => {
  const root = mkdtempSync(join(tmpdir(), 'nixfleet-config-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('is the nearest above, and a folder of that name is none', () => {
    mkdirSync(join(root, 'a/b/.nixfleet.toml'), { recursive: true });
    writeFileSync(join(root, '.nixfleet.toml'), '');
    expect(configPath(join(root, 'a/b'))).toBe(join(root, '.nixfleet.toml'));
    writeFileSync(join(root, 'a/.nixfleet.toml'), '');
    expect(configPath(join(root, 'a/b'))).toBe(join(root, 'a/.nixfleet.toml'));
  });
});

describe('a variable in a value', () => {
  test.each([
    ['agent-${NAME}.pem', 'agent-web.pem'],
    ['${NAME}${NAME}', 'webweb'],
    ['${HOSTNAME} ${HOST}', 'krach krach'],
    ['${NONE}x', 'x'],
    ['${LOOP}', '${LOOP}'],
    ['$NAME ~ ${NAME', '$NAME ~ ${NAME'],
  ])('%s becomes %s', (text, expected) => {
    expect(expanded(text, variables)).toBe(expected);
  });

  test('HOSTNAME is what the environment says, even if that is nothing', () => {
    expect(expanded('[${HOSTNAME}]', { env: { HOSTNAME: '' }, hostname: 'krach' })).toBe('[]');
  });
});
