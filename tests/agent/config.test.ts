import { describe, expect, test } from 'vitest';
import { assertSound, readConfig, readPlaces } from '../../agent/config.ts';
import { FLAGS, helpText } from '../../agent/flags.ts';
import { BadUsage } from '../../machines/errors.ts';

const needed = ['--control-plane-url', 'https://cp', '--machine-id', 'web-01'];
const read = (argv: readonly string[], env: NodeJS.ProcessEnv = {}) => readConfig([...needed, ...argv], env);

describe('the configuration', () => {
  test('has the defaults of v0.1.1', () => {
    expect(read([])).toMatchObject({
      controlPlaneUrl: 'https://cp',
      machineId: 'web-01',
      pollSeconds: 60,
      retrySeconds: 30,
      healthSeconds: 60,
      confirmSeconds: 120,
      activationSeconds: 900,
      fetchStallSeconds: 120,
      activationMode: 'test-then-boot',
      onDrift: 'report',
      usesLink: true,
      requiresSignatures: false,
      cacheUrl: null,
      dbPath: '/var/lib/nixfleet/state.db',
      isDryRun: false,
      allowsInsecure: false,
      healthConfig: '/etc/nixfleet/health-checks.json',
      tags: [],
      metricsPort: null,
      metricsHost: '0.0.0.0',
    });
  });

  test('comes from the command line before the environment', () => {
    const env = { NIXFLEET_POLL_INTERVAL: '5', NIXFLEET_RETRY_INTERVAL: '6', NIXFLEET_TAGS: 'env' };
    expect(read(['--poll-interval=7', '--tags', 'a'], env)).toMatchObject({
      pollSeconds: 7,
      retrySeconds: 6,
      tags: ['a'],
    });
  });

  test.each([
    [['--tags', 'a,b', '--tags=c'], {}, ['a', 'b', 'c']],
    [[], { NIXFLEET_TAGS: 'a, b' }, ['a', ' b']],
    [[], { NIXFLEET_TAGS: '' }, ['']],
  ])('reads the tags of %j and %j', (argv, env, tags) => expect(read(argv, env).tags).toEqual(tags));

  test('takes an empty environment variable as given', () => {
    expect(read([], { NIXFLEET_CACHE_URL: '' }).cacheUrl).toBe('');
    expect(() => read([], { NIXFLEET_POLL_INTERVAL: '' })).toThrow('"" is not a whole number of seconds');
  });

  test('keeps all of a machine under its root, but what is named', () => {
    const config = read(['--root', '/srv/web', '--db-path', '/tmp/state.db']);
    expect(config.root.currentSystem).toBe('/srv/web/run/current-system');
    expect(config.healthConfig).toBe('/srv/web/etc/nixfleet/health-checks.json');
    expect(config.dbPath).toBe('/tmp/state.db');
  });

  test('takes words and switches of ours from the environment, too', () => {
    const env = {
      NIXFLEET_ACTIVATION_MODE: 'switch',
      NIXFLEET_ON_DRIFT: 'correct',
      NIXFLEET_REQUIRE_SIGNATURES: 'true',
    };
    expect(read([], env)).toMatchObject({ activationMode: 'switch', onDrift: 'correct', requiresSignatures: true });
  });

  test('is needed in part only to look at a machine', () => {
    expect(readPlaces(['--root', '/srv/web'], {})).toMatchObject({ dbPath: '/srv/web/var/lib/nixfleet/state.db' });
    expect(readPlaces([], { NIXFLEET_DB_PATH: '/tmp/a.db' })).toMatchObject({ dbPath: '/tmp/a.db' });
  });

  test.each([
    [['--nonsense'], 'unexpected argument "--nonsense"'],
    [['serve'], 'unexpected argument "serve"'],
    [['--poll-interval', '1.5'], '--poll-interval "1.5" is not a whole number of seconds'],
    [['--poll-interval', '0'], '--poll-interval must be at least 1 second'],
    [['--activation-mode=boot'], '--activation-mode "boot" is none of: test-then-boot, switch'],
    [['--on-drift', 'fix'], '--on-drift "fix" is none of: report, correct'],
    [['--activation-timeout=2000001'], '--activation-timeout must be at most 2000000 seconds'],
    [['--confirm-timeout=0'], '--confirm-timeout must be at least 1 second'],
    [['--metrics-port', '70000'], '--metrics-port "70000" is not a port'],
    [['--cache-url'], '--cache-url needs a value'],
    [['--cache-url', '--dry-run'], '--cache-url needs a value'],
    [['--dry-run=true'], '--dry-run takes no value'],
    [['--dry-run', '--dry-run'], '--dry-run is given twice'],
    [['--cache-url=a', '--cache-url=b'], '--cache-url is given twice'],
  ])('refuses %j', (argv, words) => {
    expect(() => read(argv)).toThrow(BadUsage);
    expect(() => read(argv)).toThrow(words);
  });

  test('refuses to run without its control plane', () => {
    expect(() => readConfig(['--machine-id', 'a'], {})).toThrow('--control-plane-url is required');
    expect(readConfig([], { NIXFLEET_CONTROL_PLANE_URL: 'https://cp', NIXFLEET_MACHINE_ID: 'a' }).machineId).toBe('a');
  });

  test.each(['1', 'yes', 'TRUE', ''])('refuses NIXFLEET_ALLOW_INSECURE=%s', (text) => {
    expect(() => read([], { NIXFLEET_ALLOW_INSECURE: text })).toThrow('it must be true or false');
  });

  test.each([
    [['--client-cert', 'c'], 'client_key'],
    [['--client-key', 'k'], 'client_cert'],
    [['--control-plane-url=HTTP://cp', '--machine-id=a'], 'is not encrypted'],
  ])('is not sound with %j', (argv, words) => {
    const all = argv.length === 2 && argv[0]?.includes('plane') ? argv : [...needed, ...argv];
    expect(() => assertSound(readConfig(all, {}))).toThrow(words);
  });

  test('is sound with both certificate and key, or with plain HTTP that was asked for', () => {
    assertSound(read(['--client-cert', 'c', '--client-key', 'k']));
    assertSound(readConfig(['--control-plane-url=http://cp', '--machine-id=a', '--allow-insecure'], {}));
  });
});

describe('the help', () => {
  test('names every flag and its environment variable', () => {
    for (const flag of FLAGS) {
      expect(helpText()).toContain(`--${flag.name}`);
      if ('env' in flag) expect(helpText()).toContain(flag.env);
    }
  });
});
