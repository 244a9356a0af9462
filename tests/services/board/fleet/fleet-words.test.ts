import { describe, expect, test } from 'vitest';
import type { LiveMachine } from '../../../../machines/model/live-machine.ts';
import {
  healthWord,
  noteWords,
  presenceWord,
  toneOfMachine,
  wordOf,
} from '../../../../services/board/fleet/fleet-words.ts';
import { entryOf, heardIn } from '../../../../services/board/fleet/fleet-entry.ts';
import { aLiveMachine, NOW } from './a-live-machine.ts';

function entry(fields: Partial<LiveMachine>) {
  const machine = aLiveMachine(fields);
  return entryOf(machine, heardIn(machine, NOW), { ordinal: 1, change: 1, changedAt: 0 });
}

describe('the words of the board', () => {
  test.each<[string, Partial<LiveMachine>]>([
    ['online', { seconds_since_last_report: 599 }],
    ['silent 10 min', { seconds_since_last_report: 600 }],
    ['never seen', { seconds_since_last_report: null }],
    ['–', { seconds_since_last_report: 600, lifecycle: 'decommissioned' }],
  ])('say of presence: %s', (word, fields) => {
    expect(presenceWord(entry(fields), NOW).word).toBe(word);
  });

  test('say what is to be known of a machine beside its health', () => {
    const condition = {
      reboot_required: true,
      drift_since: '2026-01-01T09:00:00Z',
      free_bytes: 5,
      clock_skew_ms: -180_000,
    };
    expect(noteWords(entry({ condition }), NOW)).toEqual(['drifted 3 h', 'reboot due', 'disk low', 'clock off 3 min']);
    expect(noteWords(entry({ condition: null }), NOW)).toEqual([]);
  });

  test.each<[string, Partial<LiveMachine>]>([
    ['good', {}],
    ['bad', { deployment: 'failed', agent_state: 'rolling_back' }],
    ['bad', { seconds_since_last_report: 700 }],
    ['busy', { agent_state: 'fetching', deployment: 'pending_deploy' }],
    ['wait', { deployment: 'pending_deploy' }],
    ['plain', { lifecycle: 'maintenance', seconds_since_last_report: 700 }],
  ])('call a machine %s by the worst that is known of it', (tone, fields) => {
    expect(toneOfMachine(entry(fields))).toBe(tone);
  });

  test('let a word that is new stand for itself', () => {
    expect(wordOf('deployment', 'half_done').word).toBe('half done');
    expect(healthWord({ system_state: 'odd' }).word).toBe('odd');
  });
});
