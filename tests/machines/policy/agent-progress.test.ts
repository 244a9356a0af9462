import { describe, expect, test } from 'vitest';
import { why } from '../../../machines/policy/why.ts';
import { type Changes, NEW, OLD, said, someFacts, STARTED } from './some-facts.ts';

describe('a machine that was told what to run', () => {
  test.each<[string, string, Changes]>([
    ['no_report', `told to run ${NEW} 12 s ago, has not reported since`, {}],
    ['no_report', `told to run ${NEW} 12 s ago, has never reported`, { report: null }],
    ['no_report', `told to run ${NEW} 12 s ago, has not reported since`, { report: { path: NEW } }],
    ['fetching', 'fetching for 41 s', { machine: { agentState: 'fetching', agentStateSince: 101_000 }, now: 142_000 }],
    ['applying', 'applying for 2 s', { machine: { agentState: 'applying', agentStateSince: 110_000 } }],
    ['verifying', 'checking its health for 2 s', { machine: { agentState: 'verifying', agentStateSince: 110_000 } }],
    ['rolling_back', 'rolling back for 2 s', { machine: { agentState: 'rolling_back', agentStateSince: 110_000 } }],
    [
      'applying',
      'applying for 2 s',
      { machine: { agentState: 'applying', agentStateSince: 110_000 }, report: { at: 111_000, outcome: 'running' } },
    ],
    [
      'waiting_health',
      'runs the wanted path; waiting for a passing health check',
      { machine: { agentState: 'applying', agentStateSince: 110_000 }, report: { at: 111_000, path: NEW } },
    ],
    // What it did before it was told is about something else.
    [
      'no_report',
      `told to run ${NEW} 12 s ago, has not reported since`,
      { machine: { agentState: 'fetching', agentStateSince: 99_000 } },
    ],
    ['other_path', 'reported the old path 7 s ago', { report: { at: 105_000 } }],
    ['other_path', 'reported the old path 7 s ago ("applying")', { report: { at: 105_000, message: 'applying' } }],
    ['other_path', 'reported another path (/nix/store/c) 7 s ago', { report: { at: 105_000, path: '/nix/store/c' } }],
    ['other_path', 'reported no path at all 7 s ago', { report: { at: 105_000, path: '' } }],
    [
      'fetch_failed',
      `could not fetch ${NEW} 7 s ago: no such cache`,
      { report: { at: 105_000, outcome: 'fetch_failed', message: 'no such cache' } },
    ],
    [
      'waiting_health',
      'runs the wanted path; waiting for a passing health check',
      { report: { at: STARTED, path: NEW } },
    ],
    ['desired_changed', `was told to run ${NEW}, but nothing is wanted of it by now`, { machine: { desired: null } }],
    ['desired_changed', `was told to run ${NEW}, but ${OLD} is wanted of it by now`, { machine: { desired: OLD } }],
    ['deleted', 'the machine was deleted after it was told what to run', { machine: null }],
    [
      'no_report',
      `told to run ${NEW} 12 s ago, has not reported since; the machine is in lifecycle state maintenance`,
      { machine: { lifecycle: 'maintenance' } },
    ],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));

  test('is waited for by name, until the health time-out of its batch', () => {
    expect(why(someFacts())).toEqual({
      ...{ machine_id: 'web-01', batch_index: 1, verdict: 'pending', code: 'no_report' },
      sentence: `told to run ${NEW} 12 s ago, has not reported since`,
      ...{ what: 'report', whom: 'machine:web-01' },
      ...{ since: '1970-01-01T00:01:40Z', until: '1970-01-01T00:06:40Z' },
    });
  });

  test('has its message cut to what a sentence can hold', () => {
    const { sentence } = why(someFacts({ report: { at: 105_000, message: 'x'.repeat(4000) } }));
    expect(sentence.length).toBeLessThan(400);
  });
});
