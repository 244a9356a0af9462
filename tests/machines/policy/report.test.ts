import { describe, expect, test } from 'vitest';
import type { HealthReport } from '../../../machines/model/health.ts';
import type { Report } from '../../../machines/model/report.ts';
import { factsIn, type KnownMachine } from '../../../machines/policy/report.ts';
import { evidenceIn } from '../../../machines/policy/verdict.ts';

const OLD = '/nix/store/old';
const NEW = '/nix/store/new';
const OPEN = { assignment: 'r-1:0:1', wanted: NEW };

const aReport = (said: Partial<Report> = {}): Report => ({
  machine_id: 'web-01',
  current_generation: OLD,
  success: true,
  message: '',
  timestamp: '2026-01-01T00:00:00Z',
  tags: [],
  agent_version: '0.1.0',
  uptime_seconds: 1,
  ...said,
});

const aMachine = (known: Partial<KnownMachine> = {}): KnownMachine => ({
  lifecycle: 'active',
  running: OLD,
  healthy: true,
  open: undefined,
  ...known,
});

const health = (passed: boolean): HealthReport => ({
  results: passed
    ? [{ status: 'pass', check_name: 'nginx', duration_ms: 1 }]
    : [{ status: 'fail', check_name: 'nginx', duration_ms: 1, message: 'inactive' }],
  all_passed: passed,
  timestamp: '2026-01-01T00:00:00Z',
});

describe('evidence about an open assignment', () => {
  test.each<[string, Partial<Report>, string | undefined]>([
    ['healthy probes on the wanted path', { current_generation: NEW, health: health(true) }, 'healthy'],
    [
      'failing probes on the wanted path',
      { current_generation: NEW, health: health(false), success: false },
      'nginx: inactive',
    ],
    ['success on the wanted path without probes', { current_generation: NEW }, undefined],
    ['failure on the wanted path without probes', { current_generation: NEW, success: false, message: 'no' }, 'no'],
    ['healthy probes on the old path', { health: health(true) }, undefined],
    ['failing probes on the old path', { health: health(false), success: false }, undefined],
    ['applying, still on the old path', { message: 'applying' }, undefined],
    ['a v0.1.1 agent that rolled back', { success: false, message: 'rolled back: x' }, 'rolled back: x'],
    [
      'our agent that rolled back',
      { success: false, assignment: 'r-1:0:1', outcome: 'rolled_back', message: 'why' },
      'why',
    ],
    ['our agent that could not fetch', { success: false, assignment: 'r-1:0:1', outcome: 'fetch_failed' }, undefined],
    [
      'our agent about another assignment',
      { success: false, assignment: 'r-1:0:9', outcome: 'rolled_back' },
      undefined,
    ],
    [
      'our agent, done, with passing probes',
      { current_generation: NEW, assignment: 'r-1:0:1', outcome: 'done', health: health(true) },
      'healthy',
    ],
    ['our agent that has drifted', { message: 'drift: runs it', assignment: null, outcome: null }, undefined],
    [
      'our agent that needs a reboot',
      { success: false, assignment: 'r-1:0:1', outcome: 'reboot_required', message: 'reboot required' },
      'reboot required',
    ],
  ])('in %s', (_, said, expected) => {
    const evidence = evidenceIn(aReport(said), OPEN);
    const found = evidence?.outcome === 'unhealthy' ? evidence.reason : evidence?.outcome;
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });
});

describe('the facts in a report', () => {
  test.each<[string, Partial<Report>, Partial<KnownMachine>, string[]]>([
    ['a routine one', {}, {}, []],
    ['a routine one with probes', { health: health(true) }, {}, []],
    ['the first of a pending machine', {}, { lifecycle: 'pending' }, ['machine.seen']],
    ['a new path', { current_generation: NEW }, {}, ['path.changed']],
    ['the first path of a machine', {}, { running: null }, ['path.changed']],
    ['probes that begin to fail', { health: health(false) }, {}, ['check.failed']],
    ['probes that fail on', { health: health(false) }, { healthy: false }, []],
    ['probes that pass again', { health: health(true) }, { healthy: false }, ['check.passed']],
    [
      'the wanted path with passing probes',
      { current_generation: NEW, health: health(true) },
      { open: OPEN },
      ['path.changed', 'deploy.confirmed'],
    ],
    ['a roll-back', { success: false, message: 'no' }, { open: OPEN }, ['deploy.failed']],
    [
      'drift, while another path is waited for',
      { message: 'drift: runs it', assignment: null, outcome: null },
      { open: OPEN, running: NEW },
      ['path.changed'],
    ],
    [
      'drift that is reported again',
      { message: 'drift: runs it', assignment: null, outcome: null },
      { open: OPEN },
      [],
    ],
    [
      'a condition that is bad in every way',
      { condition: { reboot_required: true, drift_since: '2026-01-01T00:00:00Z', free_bytes: 0, clock_skew_ms: 9e9 } },
      { open: OPEN },
      [],
    ],
  ])('of %s', (_, said, known, expected) => {
    expect(factsIn(aReport(said), aMachine(known)).map(({ type }) => type)).toEqual(expected);
  });
});
