/** Two machines, one batch each: the first is healthy, the second has failed. */
interface Story {
  readonly canary: string;
  readonly other: string;
  /** What the second has said of its failure. */
  readonly why: string;
  readonly OLD: string;
  readonly NEW: string;
}

/** A rollout whose second batch has failed, as v0.1.1 prints it, and behind that what is ours. */
export function aPausedRollout(story: Story): string {
  const { canary, other, why, NEW, OLD } = story;
  const events = eventsOf(story).map((said, index) => ({ id: index + 1, ...said }));
  const part = (machine_id: string, batch_index: number, verdict: string, reason: string | null) => ({
    ...{ machine_id, batch_index, verdict, reason, failure: reason, wanted: NEW, previous: OLD, attempt: 1 },
    ...{ started_at: 'TIME', settled_at: 'TIME' },
  });
  const batch = (batch_index: number, id: string, status: string, health: unknown) => ({
    ...{ batch_index, machine_ids: [id], status, machine_health: { [id]: health } },
    ...{ started_at: 'TIME', completed_at: 'TIME' },
  });
  return JSON.stringify({
    ...{ id: 'R', status: 'paused', strategy: 'canary', release_id: 'REL', on_failure: 'pause' },
    ...{ failure_threshold: '0', health_timeout: 300 },
    batches: [batch(0, canary, 'succeeded', 'healthy'), batch(1, other, 'failed', { unhealthy: why })],
    ...{ created_at: 'TIME', updated_at: 'TIME', created_by: 'apikey:test-admin' },
    events,
    ...{ phase: null, reason: `batch 2 failed: 1 of 1 machine unhealthy: ${other}` },
    ...{ target: { tags: ['web'] }, batch_sizes: ['1', '100%'], cache_url: 'http://cache:5000' },
    ...{ soak_seconds: 0, success_threshold: null, progress_deadline: null, seed: 0, skipped: [] },
    machines: [part(canary, 0, 'healthy', null), part(other, 1, 'unhealthy', why)],
    last_seq: events.length,
  });
}

/** Those of v0.1.1's types have its details, key by key; `machine_…` and `batch_waiting_health` are ours. */
function eventsOf({ canary, other, why, NEW }: Story) {
  const event = (event_type: string, detail: object, message: string) => ({
    ...{ rollout_id: 'R', event_type, detail: JSON.stringify(detail), actor: 'executor', created_at: 'TIME', message },
  });
  const told = (batch_index: number, machine_id: string) => [
    event('batch_started', { batch_index, machines: 1 }, `batch ${batch_index + 1} starts: 1 machine`),
    event('machine_told', { batch_index, machine_id, path: NEW }, `${machine_id} is told to run ${NEW}`),
    event(
      'batch_waiting_health',
      { batch_index, healthy: 0, unhealthy: 0, open: 1 },
      `batch ${batch_index + 1}: every machine was told; healthy reports are waited for`,
    ),
  ];
  const settled = (batch_index: number, machine_id: string, reason: string | null) => {
    const [verdict, said] = reason === null ? ['healthy', 'is healthy'] : ['unhealthy', `is not healthy: ${reason}`];
    return event('machine_settled', { batch_index, machine_id, verdict, reason }, `${machine_id} ${said}`);
  };
  const failed = `batch 2 failed: 1 of 1 machine unhealthy: ${other}`;
  return [
    {
      ...event(
        'status_change',
        { from: 'created', to: 'running', strategy: 'canary' },
        'the rollout starts: 2 batches',
      ),
      actor: 'apikey:test-admin',
    },
    ...told(0, canary),
    settled(0, canary, null),
    event('batch_completed', { batch_index: 0, healthy: 1, unhealthy: 0 }, 'batch 1 succeeded: 1 healthy, 0 unhealthy'),
    ...told(1, other),
    settled(1, other, why),
    event('batch_failed', { batch_index: 1, unhealthy: 1, threshold: 0 }, `${failed}; 0 tolerated`),
    event(
      'status_change',
      { from: 'running', to: 'paused', reason: 'batch failure' },
      `the rollout is paused: ${failed}`,
    ),
  ];
}
