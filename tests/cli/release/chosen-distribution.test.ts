import { describe, expect, test } from 'vitest';
import {
  chosenCacheUrl,
  chosenDistribution,
  type DistributionFlags,
  type DistributionSettings,
  flagUrl,
} from '../../../cli/release/chosen-distribution.ts';
import { distributionWarnings } from '../../../cli/release/distribution-warnings.ts';

const NONE: DistributionFlags = {
  'push-to': undefined,
  hook: false,
  'hook-push-cmd': undefined,
  'hook-url': undefined,
  copy: false,
  'cache-url': undefined,
};
const FILE: DistributionSettings = {
  pushTo: 'ssh://root@file',
  cacheUrl: 'http://file',
  hookUrl: 'http://file/hook',
  hookPushCmd: 'push {}',
};

const chosen = (flags: Partial<DistributionFlags>, file: DistributionSettings = {}) => {
  const distribution = chosenDistribution({ ...NONE, ...flags }, file);
  return [distribution, chosenCacheUrl({ ...NONE, ...flags }, file, distribution)];
};

describe('how closures are brought away, and where agents fetch them', () => {
  test.each<[string, Partial<DistributionFlags>, DistributionSettings, unknown[]]>([
    ['nothing is said', {}, {}, [{ way: 'none' }, null]],
    ['the file says all', {}, FILE, [{ way: 'cache', url: 'ssh://root@file' }, 'http://file']],
    ['the file says where to push', {}, { pushTo: 's3://f' }, [{ way: 'cache', url: 's3://f' }, 's3://f']],
    ['--push-to beats the file', { 'push-to': 's3://a' }, FILE, [{ way: 'cache', url: 's3://a' }, 'http://file']],
    ['an empty flag says nothing', { 'push-to': '', 'cache-url': '' }, FILE, chosen({}, FILE)],
    ['--copy beats the push-to of the file', { copy: true }, FILE, [{ way: 'targets' }, 'http://file']],
    ['--copy needs no cache', { copy: true }, { pushTo: 's3://f' }, [{ way: 'targets' }, null]],
    [
      '--hook beats the push-to of the file',
      { hook: true },
      FILE,
      [{ way: 'hook', command: 'push {}' }, 'http://file/hook'],
    ],
    [
      '--hook beats --push-to',
      { hook: true, 'push-to': 's3://a', 'hook-push-cmd': 'mine {}' },
      {},
      [{ way: 'hook', command: 'mine {}' }, null],
    ],
    [
      '--hook-url beats the file',
      { hook: true, 'hook-url': 'http://h' },
      FILE,
      [{ way: 'hook', command: 'push {}' }, 'http://h'],
    ],
    [
      '--cache-url beats --hook-url',
      { hook: true, 'hook-url': 'http://h', 'cache-url': 'http://c' },
      FILE,
      [{ way: 'hook', command: 'push {}' }, 'http://c'],
    ],
    [
      'the hook of the file has no URL',
      { hook: true },
      { hookPushCmd: 'push {}', cacheUrl: 'http://file' },
      [{ way: 'hook', command: 'push {}' }, 'http://file'],
    ],
    [
      'the hook of the file is not asked for',
      {},
      { hookPushCmd: 'push {}', hookUrl: 'http://h' },
      [{ way: 'none' }, null],
    ],
  ])('when %s', (_, flags, file, expected) => {
    expect(chosen(flags, file)).toEqual(expected);
  });

  test.each([{}, { hookPushCmd: '' }, { hookPushCmd: ' \n' }])(
    'is refused for a hook without a command: %j',
    (file) => {
      expect(() => chosen({ hook: true }, file)).toThrow(/--hook-push-cmd, or push-cmd in \[cache\.hook\]/);
    },
  );

  test.each(['TOKEN \0', `TOKEN ${'x'.repeat(70_000)}`])(
    'is refused for a command that no shell can be given, unshown',
    (command) => {
      expect(() => chosen({ hook: true, 'hook-push-cmd': command })).toThrow(/^(?!.*TOKEN)the push command of --hook/);
    },
  );

  test.each<[string, Partial<DistributionFlags>, DistributionSettings]>([
    ['--cache-url', { 'cache-url': 'cache' }, {}],
    ['--hook-url', { hook: true, 'hook-url': 'http://h?trusted=1' }, { hookPushCmd: 'push {}' }],
    ['url of [cache.hook]', { hook: true }, { hookPushCmd: 'push {}', hookUrl: 'ftp://h' }],
    ['url of [cache]', {}, { cacheUrl: '-x' }],
  ])('names who says a URL that agents would refuse: %s', (origin, flags, file) => {
    expect(() => chosen(flags, file)).toThrow(`${origin}: not a cache URL`);
  });
});

describe('where agents fetch this time', () => {
  test.each<[Partial<DistributionFlags>, string | undefined]>([
    [{}, undefined],
    [{ 'cache-url': 'http://c' }, 'http://c'],
    [{ 'hook-url': 'http://h' }, undefined],
    [{ hook: true }, 'http://file/hook'],
    [{ hook: true, 'cache-url': 'http://c' }, 'http://c'],
  ])('is what the flags say: %j', (flags, url) => {
    expect(flagUrl({ ...NONE, ...flags }, FILE)).toBe(url);
  });
});

describe('what an operator should know before', () => {
  const FAR = 'https://cp.example.org';
  const warnings = (flags: Partial<DistributionFlags>, controlPlane = FAR, goal: 'pushed' | 'built' = 'pushed') => {
    const distribution = chosenDistribution({ ...NONE, ...flags }, {});
    const cacheUrl = chosenCacheUrl({ ...NONE, ...flags }, {}, distribution);
    return distributionWarnings({ distribution, cacheUrl, goal }, { ...NONE, ...flags }, controlPlane);
  };
  const hook = { hook: true, 'hook-push-cmd': 'push {}', 'hook-url': 'http://h' };

  test.each<[string, Partial<DistributionFlags>, RegExp]>([
    ['a folder of this machine is no cache of theirs', { 'push-to': 'file:///c' }, /each on its own machine/],
    ['nor is what listens here only', { 'push-to': 'ssh://root@localhost' }, /each on its own machine/],
    [
      'nor is that of --cache-url',
      { 'push-to': 's3://c', 'cache-url': 'http://127.0.0.1:5000' },
      /each on its own machine/,
    ],
    ['a hook that is told no path', { ...hook, 'hook-push-cmd': 'push' }, /does not mention the store path/],
    ['a hook whose agents are told no URL', { ...hook, 'hook-url': undefined }, /--hook-url/],
    ['a push URL that the hook makes void', { ...hook, 'push-to': 's3://c' }, /--push-to is not used/],
  ])('is that %s', (_, flags, warning) => {
    expect(warnings(flags)).toEqual([expect.stringMatching(warning)]);
  });

  test.each<[string, string[]]>([
    ['a hook as it is meant', warnings(hook)],
    ['a hook that reads the variable', warnings({ ...hook, 'hook-push-cmd': 'push "$NIXFLEET_STORE_PATH"' })],
    ['a cache of all', warnings({ 'push-to': 'ssh://root@cache' })],
    ['a fleet that is on this machine itself', warnings({ 'push-to': 'file:///c' }, 'http://localhost:8080')],
    ['a trial', warnings({ 'push-to': 'file:///c' }, FAR, 'built')],
  ])('is nothing for %s', (_, said) => {
    expect(said).toEqual([]);
  });
});
