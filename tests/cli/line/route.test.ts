import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../cli/line/command-table.ts';
import { route, verbOf } from '../../../cli/line/route.ts';

describe('the way to a command', () => {
  test.each([
    ['status', ['status'], [], 'run'],
    ['release create --push-to x', ['release', 'create'], ['--push-to', 'x'], 'run'],
    ['--json release create', ['release', 'create'], ['--json'], 'run'],
    [
      '--api-key k release --json show rel-1 -v',
      ['release', 'show'],
      ['--api-key', 'k', '--json', 'rel-1', '-v'],
      'run',
    ],
    ['--control-plane-url=http://x status', ['status'], ['--control-plane-url=http://x'], 'run'],
    ['-vv status', ['status'], ['-vv'], 'run'],
    ['release', ['release'], [], 'run'],
    ['deploy --help', ['deploy'], ['--help'], 'help'],
    ['-h deploy', ['deploy'], ['-h'], 'help'],
    ['help release create', ['release', 'create'], [], 'help'],
    ['help --json release', ['release'], ['--json'], 'help'],
    ['deploy -vh', ['deploy'], ['-vh'], 'help'],
    ['deploy -V', ['deploy'], ['-V'], 'version'],
    ['-hV', [], ['-hV'], 'help'],
    ['release -v --config c list', ['release', 'list'], ['-v', '--config', 'c'], 'run'],
    ['deploy --hook-push-cmd=-h', ['deploy'], ['--hook-push-cmd=-h'], 'run'],
    ['compliance', ['compliance'], [], 'run'],
    ['compliance --json', ['compliance'], ['--json'], 'run'],
    ['compliance --framework nis2 -v', ['compliance', 'report'], ['--framework', 'nis2', '-v'], 'run'],
    ['--json compliance --tag web', ['compliance', 'report'], ['--json', '--tag', 'web'], 'run'],
    ['compliance --framework nis2 --help', ['compliance', 'report'], ['--framework', 'nis2', '--help'], 'help'],
    ['compliance --help', ['compliance'], ['--help'], 'help'],
    ['help', [], [], 'help'],
    ['--version', [], ['--version'], 'version'],
    ['rollout status -- --help', ['rollout', 'status'], ['--', '--help'], 'run'],
  ])('%s', (line, words, rest, wants) => {
    const found = route(line.split(' '), COMMANDS);
    expect({ words: found.words, rest: found.rest, wants: found.wants }).toEqual({ words, rest, wants });
  });

  test.each([
    ['dploy', 'unknown command dploy; did you mean deploy?'],
    ['release crate', 'unknown command release crate; did you mean create?'],
    ['frobnicate', 'unknown command frobnicate'],
    ['help dploy', 'unknown command dploy; did you mean deploy?'],
    ['help deploy now', 'unexpected argument now'],
    ['constructor', 'unknown command constructor'],
    ['--wait deploy', 'unknown flag --wait before the command; the flags of a command come after its words'],
    ['--jsn status', 'unknown flag --jsn before the command; did you mean --json?'],
  ])('%s leads nowhere: %s', (line, message) => {
    expect(() => route(line.split(' '), COMMANDS)).toThrow(message);
  });

  test('ends at the verb that the name of a group alone stands for, if there is one', () => {
    const verb = (line: string) => verbOf(route(line.split(' '), COMMANDS).found);
    const { compliance } = COMMANDS;
    expect(verb('compliance')).toBe(compliance && 'verbs' in compliance ? compliance.verbs['report'] : undefined);
    expect(verb('compliance')).toBeDefined();
    expect(verb('compliance --json')).toBe(verb('compliance report'));
    expect(verb('release')).toBeUndefined();
  });

  test('ends at a verb for every entry of the table, and each verb can be loaded', async () => {
    for (const entry of Object.values(COMMANDS)) {
      for (const { load } of 'load' in entry ? [entry] : Object.values(entry.verbs)) {
        expect((await load()).examples.length).toBeGreaterThan(0);
      }
    }
  });
});
