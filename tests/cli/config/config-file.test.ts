import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { BadConfig } from '../../../machines/errors.ts';
import { parseConfigFile, readConfigFile } from '../../../cli/config/config-file.ts';
import { configPath } from '../../../cli/config/find-config.ts';

const variables = { env: { NAME: 'web', USER: 'ada' }, hostname: 'krach' };
const parse = (text: string) => parseConfigFile(text, { path: '/fleet/.nixfleet.toml', isNamed: false, variables });

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
batch-size = "1,25%,100%"
soak = 60
success-threshold = "90%"
progress-deadline = 3600
`;

describe('a configuration file', () => {
  test('says all that its documentation has, and more', () => {
    expect(parse(SAMPLE)).toMatchObject({
      warnings: [],
      settings: {
        url: 'https://cp.example.com:8080',
        caCert: '/fleet/modules/_config/fleet-ca.pem',
        clientCert: '/run/agenix/agent-krach-cert',
        clientKey: '/fleet/keys/web',
        cacheUrl: 'http://cache.example.com:5000',
        pushTo: 'ssh://root@cache.example.com',
        hookUrl: 'http://cache.example.com:8081/mycache',
        hookPushCmd: 'attic push mycache {}',
        strategy: 'staged',
        healthTimeoutSeconds: 300,
        failureThreshold: '0',
        onFailure: 'pause',
        batchSizes: ['1', '25%', '100%'],
        soakSeconds: 60,
        successThreshold: '90%',
        progressDeadlineSeconds: 3600,
      },
    });
  });

  test('knows where it says what, and how', () => {
    const { origins } = parse('[control-plane]\n\nurl = "https://${USER}"\n[deploy]\nsoak = 1');
    expect(origins).toEqual({
      url: { from: 'file', path: '/fleet/.nixfleet.toml', line: 3, isNamed: false, written: 'https://${USER}' },
      soakSeconds: { from: 'file', path: '/fleet/.nixfleet.toml', line: 5, isNamed: false },
    });
  });

  test('may be empty', () => {
    expect(parse('')).toEqual({ settings: {}, origins: {}, warnings: [] });
  });

  test('sets nothing with an empty path', () => {
    expect(parse('[control-plane]\nca-cert = ""').settings).toEqual({ caCert: '' });
  });

  test.each([
    ['[deploy]\nfailure-threshold = 2', { failureThreshold: '2' }],
    ['[deploy]\nsuccess-threshold = 0', { successThreshold: '0' }],
    ['[deploy]\nbatch-size = [1, "25%", "100%"]', { batchSizes: ['1', '25%', '100%'] }],
    ['[deploy]\nbatch-size = "1, 50%"', { batchSizes: ['1', '50%'] }],
    ['[deploy]\nbatch-size = 5', { batchSizes: ['5'] }],
    ['[deploy]\nbatch-size = ""', { batchSizes: [] }],
    ['deploy = { strategy = "${NAME}" }', { strategy: 'web' }],
    ['cache.hook.push-cmd = """\n  x ${NAME} $NAME {}\n"""', { hookPushCmd: '  x web $NAME {}\n' }],
    ['[tls]\nclient-cert = "${NONE}"', { clientCert: '' }],
  ])('means what is obvious: %j', (text, settings) => {
    expect(parse(text).settings).toEqual(settings);
  });

  test.each([
    ['[deploy]\n\nstrategi = "x"', ':3: unknown key deploy.strategi; did you mean deploy.strategy?'],
    ['[deploy]\nhealth_timeout = 1', ':2: unknown key deploy.health_timeout; did you mean deploy.health-timeout?'],
    ['[cache]\non-failure = "x"', ':2: unknown key cache.on-failure; did you mean deploy.on-failure?'],
    ['\n[deplyo]\nstrategy = "x"\nsoak = 1', ':2: unknown table [deplyo]; did you mean [deploy]?'],
    ['[fleet.a]\nb = 1', ':1: unknown table [fleet]'],
    ['[[hosts]]\nb = 1', ':1: unknown table [hosts]'],
    ['top = 1', ':1: unknown key top'],
    ['"control-plane.url" = "x"', ':1: unknown key "control-plane.url"'],
    ['"\\u001b[2J\\u009b\\u202e" = 1', ':1: unknown key "\\u001b[2J\\u009b\\u202e"'],
  ])('warns of what means nothing: %j', (text, warning) => {
    expect(parse(text).warnings).toEqual([`/fleet/.nixfleet.toml${warning}`]);
  });

  test.each([
    ['[deploy]\nhealth-timeout = "5m"', ':2: deploy.health-timeout must be a whole number of seconds, and is a text'],
    ['[deploy]\nsoak = 1.5', ':2: deploy.soak must be a whole number of seconds, and is the number 1.5'],
    [
      '[deploy]\nhealth-timeout = -1',
      ':2: deploy.health-timeout must be a whole number of seconds, and is the number -1',
    ],
    [
      '[deploy]\nfailure-threshold = -1',
      ':2: deploy.failure-threshold must be a text in quotes, a count or a percentage',
    ],
    [
      '[deploy]\nbatch-size = [true]',
      ':2: deploy.batch-size must be a list of counts and percentages in quotes, and is a list',
    ],
    ['[cache]\nurl = 1979-05-27', ':2: cache.url must be a text in quotes, and is a date'],
    ['[control-plane.url]\nx = 1', ':1: control-plane.url must be a text in quotes, and is a table'],
    ['\ncache = "x"', ':2: cache must be a table, and is a text'],
    ['[[deploy]]\nsoak = 1', ':1: deploy must be a table, and is a list of tables'],
    ['[tls]\nclient-key = "a\\u0000b"', ':2: tls.client-key has a control character in it'],
    ['[control-plane]\nurl = "http://a\\nb"', ':2: control-plane.url has a control character in it'],
    ['[cache]\n\npush-to = "s3://${AWS_SECRET}"', ':3: ${AWS_SECRET} is not expanded in cache.push-to'],
    ['\n[control-plane', ':2:2 is not valid TOML'],
  ])('is refused as a whole rather than half obeyed: %j', (text, message) => {
    expect(() => parse(text)).toThrow(`/fleet/.nixfleet.toml${message}`);
  });

  test('is read or refused with its place, whatever is in it', () => {
    const piece = fc.constantFrom(
      ...[
        '[deploy]',
        '[cache.hook]',
        '[[tls]]',
        'url',
        'soak',
        'batch-size',
        '"a.b"',
        ' = ',
        '=',
        '\n',
        '.',
        ',',
        '{',
        '}',
        '[',
      ],
      ...[']', '"', "'", '"""', '#', '1', '-1.5', 'true', '1979-05-27', '${A}', '${', '\\', '\u0000', 'é', '__proto__'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parse(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(BadConfig);
          expect(String(error)).toMatch(/\/fleet\/\.nixfleet\.toml:\d+/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('that was named and is not there is refused', () => {
    expect(() => readConfigFile({ path: '/nowhere/x.toml', isNamed: true, variables })).toThrow(
      'cannot read the configuration file /nowhere/x.toml',
    );
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
