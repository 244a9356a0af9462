import { describe, expect, test } from 'vitest';
import { deploy } from '../../../cli/commands/deploy.ts';
import { parseLine } from '../../../cli/line/parse.ts';
import { unusedFlags } from '../../../cli/rollout/unused-flags.ts';

const unused = (line: string) => unusedFlags(parseLine(line.split(' '), deploy).flags);

describe('a line of deploy', () => {
  test.each([
    '--ssh --hosts web-* --parallel 2 --no-confirm --dry-run --flake ./fleet --max-jobs 4 --yes',
    '--release rel-1 --tags web --strategy canary --retry --cache-url http://c --wait --flake .',
    '--push-to s3://a --strategy canary --allow-dirty --chunk-size 5 --soak 60',
  ])('has nothing that is not used: %s', (line) => {
    expect(unused(line)).toEqual([]);
  });

  test.each([
    ['--strategy canary --batch-size 1', '--strategy, --batch-size'],
    ['--soak 0 --retry', '--soak, --retry'],
    ['--cache-url http://c --allow-dirty', '--cache-url, --allow-dirty'],
  ])('says what means nothing over SSH: %s', (flags, named) => {
    expect(unused(`--ssh ${flags}`)).toEqual([
      `${named}: not used with --ssh, which goes to all hosts, --parallel at a time`,
    ]);
  });

  test.each([
    ['--flake github:acme/fleet --max-jobs 4', '--flake, --max-jobs'],
    ['--allow-partial', '--allow-partial'],
  ])('says what means nothing for a release that is there: %s', (flags, named) => {
    expect(unused(`--release rel-1 ${flags}`)).toEqual([
      `${named}: not used with --release, of which nothing is built here`,
    ]);
  });
});
