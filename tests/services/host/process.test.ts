import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CommandFailed } from '../../../machines/errors.ts';
import { detach, finish, run, stopAll } from '../../../services/host/process.ts';
import { aFolder, gone, lineOf } from './waiting.ts';

const shell = (script: string): readonly [string, ...string[]] => ['/bin/sh', '-c', script];

describe('a command', () => {
  test('gives its output, its exit code and how long it took', async () => {
    const finished = await run({ argv: shell('echo out; echo err >&2') });
    expect(finished).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 0 });
    expect(finished.durationMs).toBeGreaterThanOrEqual(0);
  });

  test('sees its input, its environment and its folder', async () => {
    const folder = await aFolder();
    const { stdout } = await run({
      argv: shell('cat; echo $WORD; pwd'),
      input: 'in ',
      env: { WORD: 'env' },
      cwd: folder,
    });
    expect(stdout).toBe(`in env\n${folder}\n`);
  });

  test('that fails is an error with what it said', async () => {
    const failure = await run({ argv: shell('echo broken pipe dream >&2; exit 3') }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommandFailed);
    expect(failure).toMatchObject({
      message: '/bin/sh failed with exit code 3: broken pipe dream',
      detail: {
        argv: shell('echo broken pipe dream >&2; exit 3'),
        why: 'exit',
        exitCode: 3,
        stderr: 'broken pipe dream\n',
      },
    });
  });

  test('may fail as an answer', async () => {
    expect(await finish({ argv: shell('exit 3') })).toMatchObject({ exitCode: 3 });
    expect(await finish({ argv: shell('kill -KILL $$') })).toMatchObject({ exitCode: -1 });
  });

  test('that is not installed says what to do', async () => {
    await expect(run({ argv: ['nixfleet-no-such-program'] })).rejects.toThrow(
      'nixfleet-no-such-program was not found: install it, or add its folder to PATH',
    );
  });

  test('that names a folder which does not exist says so', async () => {
    await expect(run({ argv: ['true'], cwd: '/no/such/folder' })).rejects.toThrow('/no/such/folder does not exist');
  });

  test('that runs too long is ended with its children', async () => {
    const seen: string[] = [];
    const onLine = (_: string, line: string) => seen.push(line);
    const command = { argv: shell('sleep 1000 & echo $!; wait'), timeoutMs: 200 };
    await expect(run(command, { onLine })).rejects.toThrow('ran past its limit of 200 ms');
    await gone(Number(seen[0]));
  });

  test('that ignores the request to end is killed', async () => {
    const stop = new AbortController();
    const started = lineOf((onLine) =>
      finish({ argv: shell(`trap '' TERM; echo $$; while :; do sleep 1; done`) }, { signal: stop.signal, onLine }),
    );
    const pid = Number(await started.line);
    stop.abort();
    await expect(started.end).rejects.toThrow('was stopped');
    await gone(pid);
  });

  test('is not started when it was stopped before', async () => {
    await expect(run({ argv: shell('echo hello') }, { signal: AbortSignal.abort() })).rejects.toThrow(
      'stopped before it started',
    );
  });

  test('that never stops printing is ended', async () => {
    await expect(run({ argv: ['yes'] })).rejects.toThrow('printed more than 16777216 characters');
  });

  test('may print as much as it is told, and no more', async () => {
    const printing = (characters: number, maxOutput: number) =>
      run({ argv: ['head', '--bytes', String(characters), '/dev/zero'], maxOutput });
    expect((await printing(17 * 1024 * 1024, 18 * 1024 * 1024)).stdout).toHaveLength(17 * 1024 * 1024);
    await expect(printing(11, 10)).rejects.toThrow('printed more than 10 characters');
  });

  test('ends though it has left something behind that holds its output', async () => {
    const started = lineOf((onLine) =>
      finish({ argv: shell('sleep 1000 & echo $!; printf last; exit 3') }, { onLine, letGoMs: 50 }),
    );
    const pid = Number(await started.line);
    expect(await started.end).toMatchObject({ exitCode: 3, stdout: `${pid}\nlast` });
    expect(process.kill(pid, 0)).toBe(true);
    process.kill(pid);
  });

  test('that has left something behind is ended with it when it is stopped meanwhile', async () => {
    const stop = new AbortController();
    const left = { signal: stop.signal, letGoMs: 60_000 };
    const started = lineOf((onLine) => finish({ argv: shell('sleep 1000 & echo $!') }, { ...left, onLine }));
    const pid = Number(await started.line);
    stop.abort();
    await expect(started.end).rejects.toThrow('was stopped');
    await gone(pid);
  });

  test('is heard line by line, progress bars too', async () => {
    const heard: string[] = [];
    await run({ argv: ['printf', '10%%\\r100%%\\nlast'] }, { onLine: (_, line) => heard.push(line) });
    expect(heard).toEqual(['10%', '100%', 'last']);
  });

  test('ends with the program when all are stopped', async () => {
    const started = lineOf((onLine) => finish({ argv: shell('echo $$; sleep 1000') }, { onLine }));
    const pid = Number(await started.line);
    stopAll();
    expect(await started.end).toMatchObject({ exitCode: -1 });
    await gone(pid);
  });
});

describe('a detached command', () => {
  test('writes its output to a file and is not among those that are stopped', async () => {
    const folder = await aFolder();
    const log = join(folder, 'log');
    const fifo = join(folder, 'fifo');
    await run({ argv: ['mkfifo', fifo] });
    await detach({ argv: shell(`echo started; read word < ${fifo}; echo "$word"; echo end > ${fifo}.out`) }, log);
    stopAll();
    await run({
      argv: shell(`echo still here > ${fifo}; while ! test -f ${fifo}.out; do sleep 0.05; done`),
      timeoutMs: 50_000,
    });
    expect(await readFile(log, 'utf8')).toBe('started\nstill here\n');
  });

  test('that cannot start says why', async () => {
    const folder = await aFolder();
    await expect(detach({ argv: ['nixfleet-no-such-program'] }, join(folder, 'log'))).rejects.toThrow('was not found');
  });
});
