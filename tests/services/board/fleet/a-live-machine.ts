import type { LiveMachine } from '../../../../machines/model/live-machine.ts';
import { type Fleet, FleetStore } from '../../../../services/board/fleet/fleet-store.ts';

/** A machine that is well. */
export const aLiveMachine = (fields: Partial<LiveMachine> = {}): LiveMachine => ({
  machine_id: 'web-01',
  current_generation: '/nix/store/0123456789-system',
  desired_generation: null,
  agent_version: '0.2.0',
  system_state: 'ok',
  uptime_seconds: 60,
  last_report: '2026-01-01T00:00:00Z',
  lifecycle: 'active',
  tags: [],
  seconds_since_last_report: 5,
  condition: { reboot_required: false, drift_since: null, free_bytes: 1e12, clock_skew_ms: 0 },
  agent_state: 'idle',
  agent_state_since: null,
  deployment: 'in_sync',
  active_rollout: null,
  ...fields,
});

/** A store whose frames are painted when a test says so; the time is always `NOW`. */
export function aStore() {
  const waiting: (() => void)[] = [];
  const store = new FleetStore({ now: () => NOW, nextFrame: (tell) => void waiting.push(tell) });
  const paint = () => {
    for (const tell of waiting.splice(0)) tell();
  };
  return { store, paint, waiting };
}

export const NOW = Date.parse('2026-01-01T12:00:00Z');

/** A fleet of these machines, of which the first viewer knows all. */
export function aFleet(machines: readonly Partial<LiveMachine>[]): Fleet {
  const { store, paint } = aStore();
  store.take({ type: 'machines', seq: 1, machines: machines.map(aLiveMachine), gone: [] });
  store.take({ type: 'current', seq: 1 });
  paint();
  return store.fleet;
}
