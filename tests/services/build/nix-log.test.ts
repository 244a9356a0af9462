import { describe, expect, test } from 'vitest';
import { evaluationError, NixLog } from '../../../services/build/nix-log.ts';

const DRV = '/nix/store/9jsb2l2zppg02wsxi499j0qgzaq0z255-web.drv';
const OTHER = '/nix/store/vyg46vw0dzbwdvqhh7cjby09dvh0s8lw-db.drv';
const said = (event: object): string => `@nix ${JSON.stringify(event)}`;

const building = (id: number, drv: string) =>
  said({ action: 'start', id, level: 3, text: `building '${drv}'`, type: 105, fields: [drv, '', 1, 1] });
const printed = (id: number, line: string) => said({ action: 'result', id, type: 101, fields: [line] });
const failed = (drv: string) =>
  said({
    action: 'msg',
    level: 0,
    msg: `\u001b[31;1merror:\u001b[0m x`,
    raw_msg: `builder for '\u001b[35;1m${drv}\u001b[0m' failed with exit code 1`,
  });

describe('the log of a Nix command', () => {
  test('blames a derivation with the last lines of its own build', () => {
    const log = new NixLog();
    [
      building(1, DRV),
      building(2, OTHER),
      printed(1, 'compiling'),
      printed(2, 'fine'),
      printed(1, 'no such header'),
      failed(DRV),
    ].forEach((line) => log.add(line));
    expect(log.blame(DRV)).toBe(`builder for '${DRV}' failed with exit code 1\n  compiling\n  no such header`);
    expect(log.blame(OTHER)).toBeUndefined();
  });

  test('keeps twenty lines of a build that prints a million', () => {
    const log = new NixLog();
    log.add(building(1, DRV));
    for (let line = 0; line < 1000; line += 1) log.add(printed(1, `line ${line}`));
    log.add(failed(DRV));
    expect(log.blame(DRV)?.split('\n').slice(1)).toEqual(
      Array.from({ length: 20 }, (_, index) => `  line ${980 + index}`),
    );
  });

  test('tells what Nix begins with', () => {
    const begun: string[] = [];
    const log = new NixLog((subject) => begun.push(subject));
    const asking = said({
      action: 'start',
      id: 3,
      level: 4,
      text: 'downloading',
      type: 101,
      fields: ['https://cache/x'],
    });
    [building(1, DRV), printed(1, 'x'), asking, building(2, OTHER)].forEach((line) => log.add(line));
    expect(begun).toEqual([DRV, OTHER]);
  });
});

describe('why an evaluation failed', () => {
  test.each([
    [
      'the error of Nix 2.8',
      "warning: dirty\nerror: no disk was named\n(use '--show-trace' to show detailed location information)\n",
      'no disk was named',
    ],
    [
      'the innermost error of a trace',
      "error:\n       … while calling the 'throw' builtin\n         at /x/flake.nix:3:4:\n\n       error: attribute 'foo' missing\n       at /x:1:2:",
      "attribute 'foo' missing\n       at /x:1:2:",
    ],
    ['what else was said', 'Killed', 'Killed'],
    ['that nothing was said', '', 'nix gave no reason'],
  ])('is %s', (_, stderr, expected) => {
    expect(evaluationError(stderr)).toBe(expected);
  });
});
