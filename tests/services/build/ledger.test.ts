import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../services/build/ledger.ts';
import type { EvaluatedHost, JobMessage } from '../../../services/build/protocol.ts';

const host = (name: string, drv: string): EvaluatedHost => ({
  name,
  platform: 'x86_64-linux',
  tags: [],
  drv,
  out: `/nix/store/${drv}`,
});
const evaluated = (...hosts: EvaluatedHost[]): JobMessage => ({ type: 'evaluated', hosts, excluded: [], refused: [] });

describe('a ledger', () => {
  test('grants a derivation to the first job that claims it', () => {
    const ledger = new Ledger();
    expect(ledger.claim(['a', 'b'])).toEqual(['a', 'b']);
    expect(ledger.claim(['b', 'c'])).toEqual(['c']);
  });

  test('tells each host that has the derivation', () => {
    const ledger = new Ledger();
    ledger.news(evaluated(host('one', 'a'), host('two', 'a'), host('three', 'b')));
    expect(ledger.news({ type: 'built', derivations: ['a'] })).toEqual([
      { type: 'hosts.built', names: ['one', 'two'] },
    ]);
  });

  test('tells a host that comes later all that has become of its derivation, in order', () => {
    const ledger = new Ledger();
    ledger.news(evaluated(host('one', 'a')));
    ledger.news({ type: 'built', derivations: ['a'] });
    ledger.news({ type: 'unpushed', refused: [{ name: 'a', reason: 'no room' }] });
    expect(ledger.news(evaluated(host('late', 'a'))).slice(1)).toEqual([
      { type: 'hosts.built', names: ['late'] },
      { type: 'hosts.failed', failures: [{ name: 'late', step: 'pushing', reason: 'no room' }] },
    ]);
  });

  test('tells the hosts that are known how far their derivation is', () => {
    const ledger = new Ledger();
    const progressed: JobMessage = { type: 'progressed', derivations: ['a', 'b'], done: 3, of: 7 };
    expect(ledger.news(progressed)).toEqual([]);
    ledger.news(evaluated(host('one', 'a'), host('two', 'c')));
    expect(ledger.news(progressed)).toEqual([{ type: 'hosts.progressed', names: ['one'], done: 3, of: 7 }]);
  });

  test('tells of hosts that are left out and of those that cannot be evaluated', () => {
    const message: JobMessage = {
      type: 'evaluated',
      hosts: [],
      excluded: ['db'],
      refused: [{ name: 'bad', step: 'evaluating', reason: 'why' }],
    };
    expect(new Ledger().news(message)).toEqual([
      { type: 'hosts.failed', failures: [{ name: 'bad', step: 'evaluating', reason: 'why' }] },
      { type: 'hosts.excluded', names: ['db'] },
    ]);
  });
});
