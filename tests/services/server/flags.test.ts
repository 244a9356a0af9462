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
      shards: 1,
      logLevel: 'info',
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
    };
    expect(configOf(['--db-path', '/from/flag.db'], env)).toMatchObject({
      host: '127.0.0.1',
      port: 1000,
      dbPath: '/from/flag.db',
      tls: { cert: 'cert.pem', key: undefined, clientCa: 'ca.pem' },
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

  test('tells of itself', () => {
    expect([askedBy(['-h'], {}).ask, askedBy(['--help'], {}).ask, askedBy(['--version'], {}).ask]).toEqual([
      'help',
      'help',
      'version',
    ]);
  });
});
