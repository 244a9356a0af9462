import { describe, expect, test } from 'vitest';
import { answer } from '../../../cli/completion/answer.ts';
import { COMMANDS } from '../../../cli/line/command-table.ts';

/** What is offered at the end of a line when these names are looked up. */
async function offered(line: string, ...names: string[]): Promise<string[]> {
  const lines = await answer(line.split(' ').slice(1), COMMANDS, async (kind) =>
    [...names, `a-${kind}`].map((value) => ({ value, says: '' })),
  );
  return lines.map((text) => text.replace(/\t.*/, ''));
}

describe('the place of the cursor', () => {
  test.each([
    ['nixfleet ', ['deploy', 'release', 'help']],
    ['nixfleet release ', ['create', 'diff', 'gc']],
    ['nixfleet --json release ', ['create']],
    ['nixfleet --api-key k rollout ', ['why']],
    ['nixfleet help ', ['deploy']],
    ['nixfleet help machines ', ['set-lifecycle']],
    ['nixfleet -', ['--json', '--help']],
    ['nixfleet release --', ['--json']],
    ['nixfleet deploy --', ['--release', '--json', '--help']],
    ['nixfleet release list ', ['--limit']],
    ['nixfleet deploy --tags a --', ['--tags']],
    ['nixfleet -v status --', ['--verbose']],
    ['nixfleet deploy --release ', ['a-release']],
    ['nixfleet deploy --release=', ['--release=a-release']],
    ['nixfleet deploy --tags ', ['a-tag']],
    ['nixfleet deploy --tags x,', ['x,a-tag']],
    ['nixfleet deploy --tags=x,y,', ['--tags=x,y,a-tag']],
    ['nixfleet rollback --host ', ['a-host']],
    ['nixfleet machines show ', ['a-machine']],
    ['nixfleet machines set-lifecycle x ', ['maintenance']],
    ['nixfleet release diff r-1 ', ['a-release']],
    ['nixfleet machines show -- ', ['a-machine']],
    ['nixfleet logs show ', ['a-log']],
    ['nixfleet compliance ', ['report', 'show', 'export', 'verify', 'trust', 'mapping']],
    ['nixfleet compliance --', ['--framework', '--tag', '--json']],
    ['nixfleet compliance --framework ', ['nis2', 'anssi']],
    ['nixfleet compliance --framework=', ['--framework=nis2']],
    ['nixfleet compliance --tag ', ['a-tag']],
    ['nixfleet help compliance ', ['show']],
    ['nixfleet compliance show ', ['a-machine']],
    ['nixfleet compliance show web-01 --control access-control,', ['access-control,secure-boot']],
    ['nixfleet compliance export web-01 --out ', ['folders']],
    ['nixfleet compliance verify ', ['files']],
    ['nixfleet compliance mapping ', ['dora']],
    ['nixfleet keys revoke ', ['a-key']],
    ['nixfleet deploy --flake ', ['folders']],
    ['nixfleet --ca-cert ', ['files']],
    ['nixfleet status --ca-cert=', ['files']],
  ])('at the end of %j offers %j', async (line, some) => {
    expect(await offered(line)).toEqual(expect.arrayContaining(some));
  });

  test.each([
    ['nixfleet deploy --wait --', '--wait'],
    ['nixfleet deploy --release x --', '--push-to'],
    ['nixfleet rollback --', '--ssh'],
    ['nixfleet release delete a-release ', 'a-release'],
    ['nixfleet release diff a-release ', 'a-release'],
    ['nixfleet deploy --tags a-tag,', 'a-tag,a-tag'],
    ['nixfleet deploy --tags a-tag --tags ', 'a-tag'],
    ['nixfleet machines show -- -', '--json'],
    ['nixfleet machines show --api-key ', 'a-machine'],
    ['nixfleet help status ', '--json'],
    ['nixfleet --nowhere ', 'status'],
  ])('at the end of %j does not offer %j', async (line, word) => {
    expect(await offered(line)).not.toContain(word);
  });

  test('leaves out what no quoting makes one word of its own', async () => {
    expect(await offered('nixfleet deploy --tags ', 'a,b', '-x', '', 'a\tb', 'a\u001bb', 'fine')).toEqual([
      'words',
      'fine',
      'a-tag',
    ]);
  });
});
