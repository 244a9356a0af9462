import { describe, expect, test } from 'vitest';
import { agentLogLines, machineDetailLines, machineStatusLines } from '../../../cli/output/machine-lines.ts';
import { aMachine, aMachineWithHistory, systemOf } from './a-machine.ts';

const look = { paint: (text: string) => text, width: null };

describe('all that is known of a machine', () => {
  test('is how it stands, its checks, its reports and its rollouts', () => {
    expect(machineDetailLines(aMachineWithHistory('web-01'), look)).toEqual([
      'Machine:        web-01',
      'Lifecycle:      active',
      'State:          ok',
      'Deployment:     in_sync',
      'Current:        /nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-web-01-25.05',
      'Desired:        the same',
      'Desired since:  2026-01-31 10:00:00 UTC',
      'Cache URL:      http://cache:5000',
      'Agent version:  0.2.0',
      'Last report:    2026-01-31 12:00:00 UTC, 12 s ago',
      'Uptime:         3 d',
      'Agent is:       idle since 2026-01-31 11:00:00 UTC',
      'Last seen:      2026-01-31 12:00:01 UTC',
      'Registered:     2026-01-01 08:00:00 UTC',
      'Boot:           b-1',
      'Tags:           web, eu',
      'Declared tags:  web',
      'Pinned tags:    eu',
      'Attention:      reboot required',
      'Free disk:      12.5 GiB',
      '',
      'Health: unhealthy, 2026-01-31 12:00:00 UTC',
      ' CHECK          RESULT  TOOK   MESSAGE  ',
      ' http           ok      12 ms           ',
      ' nginx.service  failed  3 ms   inactive ',
      '',
      'Reports (UTC):',
      ' RECEIVED             RESULT  OUTCOME  GENERATION                       MESSAGE       ',
      ' 2026-01-31 12:00:00  ok      done     pvra…-nixos-system-web-01-25.05  up-to-date    ',
      ' 2026-01-31 11:00:00  failed  -        -                                no space left ',
      '',
      'Rollouts:',
      ' ROLLOUT  STATUS     BATCH  VERDICT  WANTED                           REASON ',
      ' r-1      completed  1      healthy  pvra…-nixos-system-web-01-25.05         ',
    ]);
  });

  test('of one that never reported is little', () => {
    const silent = aMachineWithHistory('web-01', {
      ...{ current_generation: '', desired_generation: null, desired: null, agent_version: '', last_report: null },
      ...{ seconds_since_last_report: null, last_seen: null, boot_id: null, agent_state: null, condition: null },
      ...{ health: null, reports: [], assignments: [], tags: [], declared_tags: [], pinned_tags: [] },
      ...{ deployment: 'unknown', system_state: 'unknown' },
    });
    expect(machineDetailLines(silent, look)).toEqual([
      'Machine:        web-01',
      'Lifecycle:      active',
      'State:          unknown',
      'Deployment:     unknown',
      'Current:        -',
      'Desired:        (none)',
      'Agent version:  -',
      'Last report:    never',
      'Uptime:         -',
      'Registered:     2026-01-01 08:00:00 UTC',
      'Tags:           (none)',
      'Declared tags:  (none)',
      'Pinned tags:    (none)',
      '',
      'Health: no checks were reported.',
      '',
      'Reports: none.',
      '',
      'Rollouts: none.',
    ]);
  });

  test('says who has it and what is waited for', () => {
    const busy = aMachineWithHistory('web-01', { active_rollout: 'r-2', open_assignment: 'r-2:0:1' });
    expect(machineDetailLines(busy, look)).toEqual(
      expect.arrayContaining(['In rollout:     r-2', 'Waits for:      the verdict on r-2:0:1']),
    );
  });

  test('has the newest of many reports', () => {
    const [report] = aMachineWithHistory('web-01').reports;
    const reports = Array.from({ length: 12 }, () => ({ ...report!, message: 'up-to-date' }));
    const lines = machineDetailLines(aMachineWithHistory('web-01', { reports }), look);
    expect(lines).toContain('Reports (UTC, the newest 10):');
    expect(lines.filter((line) => line.includes('up-to-date'))).toHaveLength(10);
  });

  test('commands no terminal', () => {
    const evil = '\u001b]0;x\u0007\u009b2J';
    const hostile = aMachineWithHistory('web-01', {
      ...{ machine_id: `a${evil}`, agent_version: evil, boot_id: evil, tags: [evil], system_state: evil },
      ...{ current_generation: evil, deployment: evil },
    });
    expect(machineDetailLines(hostile, look).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('of a v0.1.1 control plane is what its list says', () => {
    expect(machineStatusLines(aMachine('web-01', { desired_generation: systemOf('web-09') }), look)).toEqual([
      'Machine:        web-01',
      'Lifecycle:      active',
      'State:          ok',
      'Current:        /nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-web-01-25.05',
      'Desired:        /nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-web-09-25.05',
      'Agent version:  0.2.0',
      'Last report:    2026-01-31 12:00:00 UTC, 12 s ago',
      'Uptime:         3 d',
      'Tags:           web, eu',
    ]);
  });
});

describe('what the commands of an agent printed', () => {
  test('stands attempt by attempt', () => {
    const line = (attempt: string, n: number, text: string) => ({
      ...{ id: n, attempt, n, line: text, received_at: '2026-01-31T12:00:00Z' },
    });
    expect(
      agentLogLines([line('a', 0, 'copying path x'), line('a', 1, 'failed\u001b[2J'), line('b', 0, 'again')]),
    ).toEqual([...['', 'Its agent printed:', '  copying path x', '  failed', '', '  again']]);
    expect(agentLogLines([])).toEqual(['', 'Its agent printed nothing that is kept.']);
  });
});
