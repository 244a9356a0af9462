import { once } from 'node:events';
import { createServer } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { APty } from '../a-pty.ts';
import { aFleet } from './a-fleet.ts';

const { program, client } = aFleet();
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';

const onTerminal = (...argv: string[]): APty =>
  new APty([...argv, '--control-plane-url', program.url], {
    ...{ env: { HOME: program.home }, cwd: program.home, columns: 60, rows: 9 },
  });
const register = (id: string) => client().registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [] } });

beforeAll(async () => {
  for (let number = 1; number <= 9; number += 1) await register(`web-0${number}`);
});

describe('nixfleet machines list --watch, on a terminal', () => {
  test('shows what is new, cut to the screen, and gives the screen back at Ctrl-C', async () => {
    const pty = onTerminal('machines', 'list', '--watch', '--interval', '1');
    await pty.shows(/ web-03 .*and 6 more.*9 machine\(s\)/s);
    await register('web-00');
    await pty.shows('10 machine(s)');
    pty.type('\u0003');
    expect(await pty.end()).toBe(0);
    expect(pty.text.startsWith(ENTER)).toBe(true);
    expect(pty.text).toContain(LEAVE);
    expect(pty.text).not.toContain('\u001b[2J\u001b[H 20');
    expect(pty.text).toMatch(/\d\d:\d\d:\d\d · every 1 s · Ctrl-C ends it/);
  });

  test('keeps its picture while the control plane is away', async () => {
    let answers = 0;
    const flaky = createServer((_, response) => {
      answers += 1;
      if (answers === 2) return void response.writeHead(503).end('full');
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    });
    flaky.listen(0, '127.0.0.1');
    await once(flaky, 'listening');
    const address = flaky.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const pty = new APty(['status', '--watch', '--interval', '1', '--control-plane-url', `http://127.0.0.1:${port}`], {
      ...{ env: { HOME: program.home }, cwd: program.home, columns: 200 },
    });
    await pty.shows(/No machines\..*No machines\..*Error: Control plane returned 503 Service Unavailable: full/s);
    await pty.shows(/: full.*No machines\.[^E]*$/s);
    pty.type('\u0003');
    expect(await pty.end()).toBe(0);
    flaky.closeAllConnections();
    flaky.close();
  });
});

describe('nixfleet status --watch, in a pipe', () => {
  test('is one after the other, until Ctrl-C', async () => {
    const running = program.start('status', '--watch', '--interval', '1');
    await running.said('hosts in sync\n\n');
    running.interrupt();
    const { code, stdout, stderr } = await running.end;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    expect(stdout.match(/HOST +STATE/g)?.length).toBeGreaterThan(1);
  });

  test('ends when nobody reads it any more', async () => {
    const running = program.start('status', '--watch', '--interval', '1');
    await running.said('hosts in sync');
    await running.closeReader('stdout');
    expect(await running.end).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('--watch', () => {
  test.each([['status'], ['machines', 'list']])('is not for JSON: %j %j', async (...words) => {
    const end = await program.run(...words, '--watch', '--json', '--control-plane-url', 'http://127.0.0.1:1');
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('incompatible') });
  });

  test.each([['status'], ['machines', 'list']])('is what --interval is for: %j %j', async (...words) => {
    expect(await program.run(...words, '--interval', '5')).toMatchObject({
      ...{ code: 2, stdout: '', stderr: expect.stringContaining('watch') },
    });
  });

  test('fails when the first look does', async () => {
    const end = await program.run('status', '--watch', '--api-key', 'nfk-wrong');
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('does not know this API key') });
  });
});

describe('nixfleet status', () => {
  test.each([
    ['http://cp.invalid:8080', 1],
    ['http://127.0.0.1:1', 0],
    ['https://127.0.0.1:1', 0],
  ])('warns once when %s can be read on the way', async (url, times) => {
    const { stderr } = await program.run('status', '--control-plane-url', url);
    expect(stderr.match(/is plain HTTP/g)?.length ?? 0).toBe(times);
  });
});

describe('tables', () => {
  test('fit the terminal', async () => {
    const pty = onTerminal('status');
    await pty.end();
    const lines = pty.text.replaceAll(/\u001b\[[\d;?]*[a-zA-Z]/g, '').split('\r\n');
    expect(lines.filter((line) => line.includes('web-0')).length).toBe(10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
