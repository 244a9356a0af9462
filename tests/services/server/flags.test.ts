import { describe, expect, test } from 'vitest';
import { BadConfig, BadUsage } from '../../../machines/errors.ts';
import { askedBy } from '../../../services/server/flags.ts';

const configOf = (argv: string[], env: Record<string, string> = {}) => {
  const asked = askedBy(argv, env);
  if (asked.ask !== 'serve') throw new Error(`asked for ${asked.ask}`);
  return asked.config;
};

describe('the command line of the control plane', () => {
  test('has the defaults of v0.1.1', () => {
    expect(configOf([])).toEqual({
      host: '0.0.0.0',
      port: 8080,
      dbPath: '/var/lib/nixfleet-cp/state.db',
      tls: { cert: undefined, key: undefined, clientCa: undefined },
      bootstrapTokenFile: undefined,
      shards: 1,
      logLevel: 'info',
      metricsListen: undefined,
      maxConnections: 30_000,
      keep: { reports: 7, audit: 365, events: 365, evidence: 365 },
      readyFile: undefined,
    });
  });

  test('beats the environment, in which an empty variable is none', () => {
    const env = {
      NIXFLEET_CP_LISTEN: '127.0.0.1:1000',
      NIXFLEET_CP_DB_PATH: '/from/env.db',
      NIXFLEET_CP_TLS_CERT: 'cert.pem',
      NIXFLEET_CP_TLS_KEY: '',
      NIXFLEET_CP_CLIENT_CA: 'ca.pem',
      NIXFLEET_CP_BOOTSTRAP_TOKEN_FILE: '/run/token',
    };
    expect(configOf(['--db-path', '/from/flag.db'], env)).toMatchObject({
      host: '127.0.0.1',
      port: 1000,
      dbPath: '/from/flag.db',
      tls: { cert: 'cert.pem', key: undefined, clientCa: 'ca.pem' },
      bootstrapTokenFile: '/run/token',
    });
  });

  test.each([
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['[::1]:8080', '::1', 8080],
    ['localhost:65535', 'localhost', 65_535],
  ])('takes the address %s', (listen, host, port) =>
    expect(configOf(['--listen', listen])).toMatchObject({ host, port }),
  );

  test.each(['8080', ':8080', '127.0.0.1', '127.0.0.1:65536', '::1:8080', '127.0.0.1:http'])(
    'refuses the address %s',
    (listen) => {
      expect(() => configOf(['--listen', listen])).toThrow(BadConfig);
    },
  );

  test.each([[['--colour']], [['--listen']], [['positional']], [['--shards', '2']], [['--log-level', 'loud']]])(
    'refuses %j as wrong usage',
    (argv) => expect(() => configOf(argv)).toThrow(BadUsage),
  );

  test('is told how long to keep what grows, by flag or environment', () => {
    const env = { NIXFLEET_CP_KEEP_AUDIT: '30', NIXFLEET_CP_KEEP_EVENTS: '' };
    expect(configOf(['--keep-reports', '0', '--keep-evidence=90'], env).keep).toEqual({
      reports: 0,
      audit: 30,
      events: 365,
      evidence: 90,
    });
    for (const days of ['-1', '1.5', 'week', '100000']) {
      expect(() => configOf([`--keep-events=${days}`])).toThrow('--keep-events');
    }
  });

  test.each([
    [[], { RUST_LOG: 'nixfleet=debug' }, 'debug', 0],
    [[], { RUST_LOG: 'nixfleet=debug', NIXFLEET_CP_LOG_LEVEL: 'warn' }, 'warn', 0],
    [['--log-level', 'error'], { RUST_LOG: 'nixfleet=debug' }, 'error', 0],
    [[], { RUST_LOG: 'nixfleet=loud' }, 'info', 1],
    [[], { RUST_LOG: '' }, 'info', 0],
  ])('given %j and %j logs at %s, with %i warnings', (argv, env, level, warnings) => {
    const asked = askedBy(argv, env);
    expect(asked).toMatchObject({ config: { logLevel: level }, warnings: { length: warnings } });
  });

  test('may have a listener for metrics', () => {
    expect(configOf([], { NIXFLEET_CP_METRICS_LISTEN: '[::1]:9100' }).metricsListen).toEqual({
      host: '::1',
      port: 9100,
    });
    expect(() => configOf(['--metrics-listen', '9100'])).toThrow('--metrics-listen 9100 is not ADDRESS:PORT');
  });

  test.each(['0', '-1', 'many', '1.5'])('refuses %s connections', (most) =>
    expect(() => configOf([`--max-connections=${most}`])).toThrow(BadUsage),
  );

  test('tells of itself', () => {
    expect([askedBy(['-h'], {}).ask, askedBy(['--help'], {}).ask, askedBy(['--version'], {}).ask]).toEqual([
      'help',
      'help',
      'version',
    ]);
  });
});
