import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import type { MachineStatus } from '../../../machines/model/machine.ts';

/** A system in the store, by the name of its host. */
export const systemOf = (name: string): string =>
  `/nix/store/pvravprh0sf53g2ls9d1zpih943qdzzf-nixos-system-${name}-25.05`;

/** A machine that runs what it should, changed as told. */
export const aMachine = (id: string, changes: Partial<MachineStatus> = {}): MachineStatus => ({
  machine_id: id,
  current_generation: systemOf(id),
  desired_generation: systemOf(id),
  agent_version: '0.2.0',
  system_state: 'ok',
  uptime_seconds: 3 * 86_400,
  last_report: '2026-01-31T12:00:00Z',
  lifecycle: 'active',
  tags: ['web', 'eu'],
  seconds_since_last_report: 12,
  ...changes,
});

/** The same with its history: a report and a rollout. */
export const aMachineWithHistory = (id: string, changes: Partial<MachineDetail> = {}): MachineDetail => ({
  ...aMachine(id),
  ...{ declared_tags: ['web'], pinned_tags: ['eu'], registered_at: '2026-01-01T08:00:00Z' },
  ...{
    last_seen: '2026-01-31T12:00:01Z',
    boot_id: 'b-1',
    agent_state: 'idle',
    agent_state_since: '2026-01-31T11:00:00Z',
  },
  condition: { reboot_required: true, drift_since: null, free_bytes: 12.5 * 1024 ** 3, clock_skew_ms: 0 },
  ...{ deployment: 'in_sync', open_assignment: null, active_rollout: null },
  desired: { hash: systemOf(id), cache_url: 'http://cache:5000', assignment: null, set_at: '2026-01-31T10:00:00Z' },
  chart: null,
  health: {
    ...{ generation: systemOf(id), all_passed: false, received_at: '2026-01-31T12:00:00Z' },
    results: [
      { status: 'pass', check_name: 'http', duration_ms: 12 },
      { status: 'fail', check_name: 'nginx.service', duration_ms: 3, message: 'inactive' },
    ],
  },
  reports: [
    {
      ...{ id: 2, generation: systemOf(id), success: true, message: 'up-to-date', received_at: '2026-01-31T12:00:00Z' },
      ...{ assignment: 'r-1:0:1', outcome: 'done' },
    },
    {
      ...{ id: 1, generation: '', success: false, message: 'no space left', received_at: '2026-01-31T11:00:00Z' },
      ...{ assignment: null, outcome: null },
    },
  ],
  assignments: [
    {
      ...{
        rollout_id: 'r-1',
        release_id: 'rel-1',
        rollout_status: 'completed',
        batch_index: 0,
        batch_status: 'succeeded',
        verdict: 'healthy',
      },
      ...{ reason: null, wanted: systemOf(id), previous: null, attempt: 1, created_at: '2026-01-31T10:00:00Z' },
      ...{ started_at: null, settled_at: null },
    },
  ],
  ...changes,
});
