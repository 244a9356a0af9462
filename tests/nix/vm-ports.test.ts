import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { APPS, appEnvironment } from './an-app.ts';
import { aPort } from './a-port.ts';

const START = `set -euo pipefail; app=test; . '${APPS}/lib/say.sh'; . '${APPS}/lib/vm-state.sh'`;

/** Whether somebody listens is not asked of this machine, on which others listen as they like. */
const ANSWERS = 'answers() { [[ " $LISTENING " == *" $1 "* ]]; }';

interface Given {
  readonly asked?: string;
  readonly first?: string;
  /** The ports of the VMs that there are. */
  readonly kept?: Readonly<Record<string, string>>;
  /** The ports where somebody listens. */
  readonly listening?: readonly string[];
}

/** The port that a VM gets. */
async function portOf(
  host: string,
  { asked = '', first = '', kept = {}, listening = [] }: Given = {},
  script = `${START}; ${ANSWERS}; choose_port "$@"`,
): Promise<string> {
  const folder = tempFolder();
  const state = join(folder, 'nixfleet/vms');
  mkdirSync(state, { recursive: true });
  for (const [name, port] of Object.entries(kept)) writeFileSync(join(state, `${name}.port`), `${port}\n`);
  const env = { ...appEnvironment(folder), XDG_DATA_HOME: folder, LISTENING: listening.join(' ') };
  const { exitCode, stdout, said } = await runToEnd({ argv: ['bash', '-c', script, 'bash', host, asked, first], env });
  return exitCode === 0 ? stdout : said;
}

describe('the SSH port of a VM', () => {
  test('is what was asked for, before what it had', async () => {
    expect(await portOf('web-01', { asked: '2300', kept: { 'web-01': '2205' } })).toBe('2300');
  });

  test('is what it had, wherever the host stands in the fleet now', async () => {
    expect(await portOf('web-01', { first: '2202', kept: { 'web-01': '2201' } })).toBe('2201');
  });

  test('is the first choice when nobody has that', async () => {
    expect(await portOf('web-01', { first: '2201' })).toBe('2201');
  });

  test('goes by the name when another VM has the first choice, running or not', async () => {
    const port = await portOf('web-01', { first: '2201', kept: { 'db-01': '2201' } });
    expect(Number(port)).toBeGreaterThanOrEqual(2400);
  });

  test('goes by the name when somebody listens at the first choice', async () => {
    const port = await portOf('web-01', { first: '2201', listening: ['2201'] });
    expect(Number(port)).toBeGreaterThanOrEqual(2400);
  });

  test('is the same whenever it goes by the name, but for what others have', async () => {
    const port = await portOf('web-01');
    expect(await portOf('web-01')).toBe(port);
    expect(await portOf('web-01', { kept: { 'db-01': port } })).not.toBe(port);
    expect(await portOf('web-01', { listening: [port] })).not.toBe(port);
  });

  test('is not made of what is no port', async () => {
    expect(await portOf('web-01', { kept: { 'web-01': '22; reboot' } })).toContain('web-01.port holds no port');
  });
});

test.each([
  [true, 'yes'],
  [false, 'no'],
])('a port where somebody listens (%s) is known by asking there', async (isTaken, answer) => {
  const script = `${START}; if answers "$2"; then echo yes; else echo no; fi`;
  expect((await portOf('web-01', { asked: await aPort({ isTaken }) }, script)).trim()).toBe(answer);
});
