import { NEVER_IN_THE_REGISTRY } from './registry-invariants.ts';

/** Each gives rows that must not be: what is wrong, whenever one looks. */
export const NEVER: Readonly<Record<string, string>> = {
  'an active rollout without a claim on its machine': `SELECT m.rollout_id, m.machine_id FROM rollout_machines m
    JOIN rollouts r ON r.id = m.rollout_id LEFT JOIN claims c ON c.machine_id = m.machine_id AND c.rollout_id = r.id
    WHERE r.status IN ('created', 'running', 'paused') AND c.machine_id IS NULL`,
  'a claim of a rollout that has ended': `SELECT c.* FROM claims c JOIN rollouts r ON r.id = c.rollout_id
    WHERE r.status NOT IN ('created', 'running', 'paused')`,
  'a batch that began before the one before it succeeded': `SELECT b.id FROM rollout_batches b
    JOIN rollout_batches a ON a.rollout_id = b.rollout_id AND a.batch_index < b.batch_index
    WHERE b.started_at IS NOT NULL AND a.status <> 'succeeded'`,
  'a machine that was told by a cancelled rollout': `SELECT g.machine_id, g.assignment FROM generations g
    JOIN events e ON g.assignment LIKE e.rollout_id || ':%' AND e.type = 'status_change'
      AND json_extract(e.detail, '$.to') = 'cancelled' WHERE g.set_at > e.at`,
  'a machine that was told by a failed batch': `SELECT g.machine_id, g.assignment FROM generations g
    JOIN rollout_batches b ON g.assignment LIKE b.rollout_id || ':' || b.batch_index || ':%'
    WHERE b.status = 'failed' AND g.set_at > b.completed_at`,
  'a desired path that is not the rollout’s': `SELECT g.* FROM generations g JOIN rollout_machines m
    ON m.machine_id = g.machine_id AND g.assignment LIKE m.rollout_id || ':%'
    WHERE g.hash <> CASE WHEN g.assignment LIKE '%:revert:%' THEN m.previous ELSE m.wanted END`,
  'a machine that left an active rollout to another': `SELECT e.rollout_id, e.machine_id FROM events e
    WHERE e.type = 'machine_settled' AND json_extract(e.detail, '$.verdict') = 'superseded'
      AND NOT EXISTS (SELECT 1 FROM events s WHERE s.rollout_id = e.rollout_id AND s.seq < e.seq
        AND s.type = 'status_change' AND json_extract(s.detail, '$.to') IN ('cancelled', 'failed'))`,
  'a dead letter': 'SELECT * FROM dead_letters',
  'an open assignment without its path': `SELECT m.machine_id FROM machines m LEFT JOIN generations g
    ON g.machine_id = m.machine_id WHERE m.open_assignment IS NOT NULL AND g.assignment IS NOT m.open_assignment`,
  'a status that its chart does not have': `SELECT r.id, r.status, s.state ->> '$.value' FROM rollouts r
    JOIN snapshots s ON s.address = 'rollout:' || r.id WHERE r.status <> CASE json_type(s.state, '$.value')
      WHEN 'object' THEN CASE WHEN s.state ->> '$.value.running' IS NOT NULL THEN 'running'
        WHEN s.state ->> '$.value.paused' IS NOT NULL THEN 'paused' ELSE 'failed' END ELSE s.state ->> '$.value' END`,
  'an actor that is elsewhere than its last step': `SELECT t.address, t.state, s.state -> '$.value' FROM transitions t
    JOIN snapshots s ON s.address = t.address WHERE t.state <> s.state -> '$.value'
      AND t.seq = (SELECT max(seq) FROM transitions n WHERE n.address = t.address)`,
  'a machine whose chart has another path': `SELECT m.machine_id FROM machines m
    JOIN snapshots s ON s.address = 'machine:' || m.machine_id LEFT JOIN generations g ON g.machine_id = m.machine_id
    WHERE s.state ->> '$.context.desired.path' IS NOT g.hash OR s.state ->> '$.value.lifecycle' <> m.lifecycle
      OR s.state ->> '$.value.deployment' <> m.deployment OR s.state ->> '$.context.running' IS NOT m.current_generation`,
  ...NEVER_IN_THE_REGISTRY,
};

/** The same, when nothing moves any more and every deadline has passed. */
export const NEVER_IN_THE_END: Readonly<Record<string, string>> = {
  'mail that nobody takes': 'SELECT * FROM mailbox',
  'a rollout that hangs': `SELECT id, status, phase FROM rollouts
    WHERE status IN ('created', 'running') OR phase = 'reverting'`,
  'a failed rollout that says nothing of its way back': `SELECT id FROM rollouts WHERE status = 'failed' AND phase IS NULL`,
  'a machine without a verdict in a batch that has succeeded': `SELECT m.rollout_id, m.machine_id FROM rollout_machines m
    JOIN rollout_batches b ON b.rollout_id = m.rollout_id AND b.batch_index = m.batch_index
    WHERE b.status = 'succeeded' AND m.verdict IN ('pending', 'soaking')`,
  'a machine that is still waited for': `SELECT m.machine_id, m.open_assignment FROM machines m
    LEFT JOIN rollouts r ON m.open_assignment LIKE r.id || ':%'
    WHERE m.open_assignment IS NOT NULL AND r.status IS NOT 'paused'`,
};
