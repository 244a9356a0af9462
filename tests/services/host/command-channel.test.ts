import { describe, expect, onTestFinished, test } from 'vitest';
import { areCommandsHeard, type CommandNews, hearCommands, tellOf } from '../../../services/host/command-channel.ts';
import { finish } from '../../../services/host/process.ts';

const shell = (script: string): readonly [string, ...string[]] => ['/bin/sh', '-c', script];

/** What is heard from now on. */
function heard(): CommandNews[] {
  const news: CommandNews[] = [];
  onTestFinished(hearCommands((some) => void news.push(some)));
  return news;
}

describe('who listens to commands', () => {
  test('hears of each that it begins, what it says, and how it ended', async () => {
    const news = heard();
    await finish({
      argv: shell('echo out; echo one >&2; echo two >&2; exit 3'),
      about: { says: 'a try', host: 'web' },
    });
    const command = { argv: shell('echo out; echo one >&2; echo two >&2; exit 3'), says: 'a try', host: 'web' };
    expect(news).toEqual([
      { type: 'begun', id: expect.any(String), command },
      { type: 'said', id: news[0]?.id, line: 'one' },
      { type: 'said', id: news[0]?.id, line: 'two' },
      { type: 'ended', id: news[0]?.id, command, exitCode: 3, durationMs: expect.any(Number), stdout: 'out\n' },
    ]);
  });

  test('hears what Nix says to programs as people read it', async () => {
    const news = heard();
    const events = [
      '@nix {"action":"start","id":1,"level":3,"type":105,"fields":["/nix/store/a.drv"],"text":"building a"}',
      '@nix {"action":"result","id":1,"type":101,"fields":["compiling"]}',
      '@nix {"action":"result","id":1,"type":105,"fields":[1,2,0,0]}',
      '@nix {"action":"stop","id":1}',
    ];
    await finish({ argv: ['/bin/sh', '-c', 'cat >&2'], input: events.join('\n') });
    expect(news.flatMap((some) => (some.type === 'said' ? [some.line] : []))).toEqual(['building a', 'compiling']);
  });

  test('hears why one did not run to its end', async () => {
    const news = heard();
    await finish({ argv: ['/nowhere/program'] }).catch(() => undefined);
    await finish({ argv: shell('sleep 100'), timeoutMs: 10 }).catch(() => undefined);
    expect(news.filter(({ type }) => type === 'ended')).toMatchObject([
      { exitCode: -1, problem: expect.stringContaining('was not found') },
      { exitCode: -1, problem: 'ran past its limit of 10 ms' },
    ]);
  });

  test('does not hear the arguments that may hold secrets', async () => {
    const news = heard();
    await finish({ argv: shell('true secret'), isSecret: true, about: { says: 'the hook' } });
    expect(news[0]).toMatchObject({ command: { argv: ['/bin/sh', '***'], says: 'the hook' } });
    expect(JSON.stringify(news)).not.toContain('secret');
  });

  test('hears the beginning of what is printed without end', async () => {
    const news = heard();
    await finish({ argv: shell('head -c 100000 /dev/zero | tr "\\0" x') });
    const end = news.at(-1);
    expect(end?.type === 'ended' ? end.stdout : '').toMatch(/^x{65536}… \(34464 more characters\)$/);
  });

  test('is asked for by nobody when nobody listens', () => {
    expect(areCommandsHeard()).toBe(false);
    expect(tellOf({ argv: ['true'] })).toBeUndefined();
  });
});
