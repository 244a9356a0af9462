import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedaction, redactedArgv, redactedData, secretsIn } from '../../../cli/log/redaction.ts';

const redact = createRedaction([]);

describe('a text in an operation log', () => {
  test.each([
    ['an API key', 'key nfk-73c713ccDEADbeef is wrong', 'key nfk-*** is wrong'],
    ['a bearer token', 'authorization: Bearer abc.DEF-123', 'authorization: Bearer ***'],
    ['a password in a URL', 'copying to https://user:hunter2@cache/x', 'copying to https://***@cache/x'],
    ['a password with an @', 'https://user:p@ss@cache', 'https://***@cache'],
    ['a parameter of a URL', 's3://b?region=eu&secret=abc', 's3://b?region=eu&secret=***'],
    ['a flag', 'nixfleet --api-key s3cr3t status', 'nixfleet --api-key *** status'],
    ['a flag with =', "--api-key='a b c' status", '--api-key=*** status'],
    ['a flag of another program', 'attic login --token abc x', 'attic login --token *** x'],
    ['a variable', 'ATTIC_TOKEN=abc attic push', 'ATTIC_TOKEN=*** attic push'],
    ['a quoted variable', 'export AWS_SECRET_ACCESS_KEY="a b"', 'export AWS_SECRET_ACCESS_KEY=***'],
    ['a lower-case variable', 'password=hunter2', 'password=***'],
    [
      'a variable that only ends so',
      'MY_DEPLOY_PASS=hunter2 PGPASSWORD=a DB_PWD=b x',
      'MY_DEPLOY_PASS=*** PGPASSWORD=*** DB_PWD=*** x',
    ],
    ['what begins like a path', 'DB_SECRET=/slash+/x y', 'DB_SECRET=*** y'],
    ['a line of a file', 'aws_secret_access_key = abcd', 'aws_secret_access_key = ***'],
    ['a line of another file', 'api-key = "a b"', 'api-key = ***'],
    ['what is named inside another', 'set=A_TOKEN=abc cause: password: x', 'set=A_TOKEN=*** cause: password: ***'],
    ['a field with a longer name', 'db_password: "x y"', 'db_password: ***'],
    ['a JSON field', '{"token": "abc", "n": 1}', '{"token": ***, "n": 1}'],
    ['a JWT', 'with eyJhbGciOi.eyJzdWIi.abc_- now', 'with *** now'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nrest', '***\nrest'],
  ])('loses %s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'ssh://root@cache.example.com',
    'error: token expected in default.nix:3',
    '/nix/store/abc-secret-tool-1.0/bin/x --client-key /run/agenix/key',
    'https://cache/nar/x.nar?compression=zstd',
    'PWD=/home/ada/fleet OLDPWD=/home KEYBOARD=us GIT_ASKPASS=/bin/askpass',
    'DB_PASSWORD_FILE=/run/secrets/db --client-key=/run/key',
    'trusted-public-keys = cache.nixos.org-1:abc public-key = x',
    'key: web-01',
    'secret-tool: not found; my-secrets: hash mismatch; public_key: x; keys: 2',
  ])('keeps %j', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('loses what is known to be a secret, wherever it stands', () => {
    const known = createRedaction(['correct-horse', 'short']);
    expect(known('xcorrect-horsey and short')).toBe('x***y and short');
  });

  // A pattern that tries all ways to match would run past the limit of the test.
  test('is read at once, whatever it is', () => {
    const nasty = ['KEY', 'A', 'token', 'password', '"', "'", '=', ' ', '-', 'nfk-', '://', '@', ':'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...nasty), { maxLength: 40 }), (parts) => {
        redact(parts.join('').repeat(200));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a command line in an operation log', () => {
  test('loses the word after a secret flag, and what is joined to one', () => {
    expect(
      redactedArgv(
        ['deploy', '--api-key', 'plain', '--api-key=other words', '--hook-push-cmd', 'push --with x'],
        redact,
      ),
    ).toEqual(['deploy', '--api-key', '***', '--api-key=***', '--hook-push-cmd', '***']);
  });

  test('keeps all other words', () => {
    const argv = ['deploy', '--hosts', 'web-*', '--push-to', 'ssh://root@cache', '--client-key', '/run/key'];
    expect(redactedArgv(argv, redact)).toEqual(argv);
  });
});

describe('an event of an operation log', () => {
  test('loses the secrets in its texts at any depth', () => {
    expect(
      redactedData(
        { argv: ['x', '--api-key', 'plain'], fields: { apiKey: 'plain', list: ['nfk-abc', 1, null] } },
        redact,
      ),
    ).toEqual({ argv: ['x', '--api-key', '***'], fields: { apiKey: '***', list: ['nfk-***', 1, null] } });
  });
});

describe('the environment', () => {
  test('has secrets where the names say so, and no paths', () => {
    expect(
      secretsIn({
        NIXFLEET_API_KEY: 'one',
        ATTIC_TOKEN: 'two',
        NIXFLEET_CLIENT_KEY: '/run/key',
        KEYBOARD: 'us',
        HOME: '/root',
        DB_PASSWORD: 'three',
        MY_DEPLOY_PASS: 'four',
        PGPASSWORD: 'five',
        DB_SECRET: '/six',
        DB_PWD: 'seven',
        DB_PASSWORD_FILE: '/run/db',
        PWD: '/root',
        GIT_ASKPASS: '/bin/askpass',
      }),
    ).toEqual(['one', 'two', 'three', 'four', 'five', '/six', 'seven']);
  });
});
