import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadUsage } from '../../../../machines/errors.ts';
import { commandAsked } from '../../../../services/server/commands/commands.ts';
import { createScreen } from '../../../../services/server/commands/screen.ts';
import { openStore } from '../../../../services/store/open.ts';
import { program } from '../../../support/checkout.ts';
import { runToEnd } from '../../../support/processes.ts';
import { tempFolder } from '../../../support/temp.ts';

const ran = (...argv: string[]) =>
  runToEnd({ argv: [...program('nixfleet-control-plane'), ...argv], env: { PATH: process.env['PATH'] } });

describe('a command line', () => {
  test('without a command serves', () => {
    expect(commandAsked([], {})).toBeUndefined();
    expect(commandAsked(['--db-path', 'x'], {})).toBeUndefined();
  });

  test('names the file and the database, by flag or environment', () => {
    const env = { NIXFLEET_CP_DB_PATH: '/from/env.db' };
    expect(commandAsked(['backup', 'b.db'], env)?.given).toEqual({
      file: 'b.db',
      dbPath: '/from/env.db',
      force: false,
    });
    const given = commandAsked(['backup', '--force', '--db-path', 'x.db', 'b.db'], env)?.given;
    expect(given).toEqual({ file: 'b.db', dbPath: 'x.db', force: true });
    expect(commandAsked(['check'], {})?.given?.dbPath).toBe('/var/lib/nixfleet-cp/state.db');
  });

  test.each(['backup', 'restore', 'check', 'import-v0'])('asks how %s is used', (name) => {
    const asked = commandAsked([name, '--help'], {});
    expect([asked?.given, asked?.command.usage]).toEqual([
      undefined,
      expect.stringContaining(`nixfleet-control-plane ${name}`),
    ]);
  });

  test.each([
    [['dance'], 'there is no command dance'],
    [['backup'], 'backup takes one FILE'],
    [['restore', 'a', 'b'], 'restore takes one FILE'],
    [['check', 'a'], 'check takes no file'],
    [['restore', 'a', '--force'], 'restore knows no --force'],
    [['backup', 'a', '--colour'], "Unknown option '--colour'"],
  ])('is refused as wrong usage: %j', (argv, sentence) => {
    expect(() => commandAsked(argv, {})).toThrow(BadUsage);
    expect(() => commandAsked(argv, {})).toThrow(sentence);
  });
});

describe('the program', () => {
  test('ends with 0 when all is well, 1 when not, and 2 for what it does not understand', async () => {
    const dbPath = join(tempFolder(), 'state.db');
    (await openStore(dbPath)).close();
    const well = await ran('check', '--db-path', dbPath);
    expect([well.exitCode, well.stdout.split('\n')[0]]).toEqual([0, 'ok     schema']);
    expect((await ran('check', '--db-path', `${dbPath}.none`)).exitCode).toBe(1);
    expect((await ran('check', 'something')).exitCode).toBe(2);
    const help = await ran('restore', '--help');
    expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining('Stop the control plane first')]);
  });
});

describe('a screen', () => {
  test('says how far it is to who watches, and clears that before a line', () => {
    const written: string[] = [];
    const target = { isTTY: true, write: (text: string) => written.push(text) };
    const screen = createScreen(target, target);
    screen.progress('10%');
    screen.say('done');
    expect(written).toEqual(['\r\u001b[K10%', '\r\u001b[K', 'done\n']);
  });

  test('says nothing of it elsewhere', () => {
    const written: string[] = [];
    createScreen({ write: () => 0 }, { write: (text: string) => written.push(text) }).progress('10%');
    expect(written).toEqual([]);
  });
});
