import { describe, expect, test } from 'vitest';
import { connectionOf, connectionWarnings, keylessConnection } from '../../../cli/config/connection.ts';

const FILE = { from: 'file', path: '/fleet/.nixfleet.toml', line: 7, isNamed: false } as const;
const ENVIRONMENT = { from: 'environment', name: 'NIXFLEET_CLIENT_KEY' } as const;
const url = 'https://cp';

describe('the connection', () => {
  test('needs both of client certificate and key, and says who has named the one', () => {
    expect(() => connectionOf({ url, clientCert: '/c', origins: { clientCert: FILE } })).toThrow(
      'there is a client certificate (/fleet/.nixfleet.toml:7) and no client key',
    );
    expect(() => connectionOf({ url, clientKey: '/k', origins: { clientKey: ENVIRONMENT } })).toThrow(
      'there is a client key (NIXFLEET_CLIENT_KEY) and no client certificate',
    );
  });

  test('says who has named what cannot be read', () => {
    const config = { url, caCert: '/nowhere/ca.pem', origins: { caCert: FILE } };
    expect(() => connectionOf(config)).toThrow(
      'cannot read the CA certificate /nowhere/ca.pem (/fleet/.nixfleet.toml:7)',
    );
  });

  test('says who has named what is no URL', () => {
    expect(() => connectionOf({ url: 'nowhere', origins: { url: FILE } })).toThrow(
      '`nowhere` is not a URL of a control plane: it should look like https://host:8080 (/fleet/.nixfleet.toml:7)',
    );
  });

  test('is not made without a key that is held back, unless none is wanted', () => {
    const config = { url, apiKey: undefined, keyProblem: 'it is held back' };
    expect(() => connectionOf(config)).toThrow('it is held back');
    expect(keylessConnection({ ...config, apiKey: 'nfk-x' })).toMatchObject({ url, apiKey: undefined });
  });

  test.each([
    [{ url: 'http://cp', apiKey: 'x' }, ['http://cp is plain HTTP: the API key can be read on its way; use https://']],
    [{ url: 'http://127.0.0.1:1', apiKey: 'x' }, []],
    [
      { url: 'http://127.0.0.1:1', clientCert: 'x' },
      ['http://127.0.0.1:1 is plain HTTP: the client certificate is not used'],
    ],
    [{ url: 'https://cp', apiKey: 'x', clientCert: 'x' }, []],
    [{ url: 'nowhere', apiKey: 'x' }, []],
  ])('warns of what plain HTTP does: %j', (config, warnings) => {
    expect(connectionWarnings(config)).toEqual(warnings);
  });
});
