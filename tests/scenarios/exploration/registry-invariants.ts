const GONE = 'NOT IN (SELECT machine_id FROM machines)';

/** What must not be of machines, keys and what refers to them, whenever one looks. */
export const NEVER_IN_THE_REGISTRY: Readonly<Record<string, string>> = {
  'something of a machine that is not there': `SELECT 'tag' AS what, machine_id FROM machine_tags WHERE machine_id ${GONE}
    UNION ALL SELECT 'desired path', machine_id FROM generations WHERE machine_id ${GONE}
    UNION ALL SELECT 'health', machine_id FROM health_reports WHERE machine_id ${GONE}
    UNION ALL SELECT 'log', machine_id FROM agent_logs WHERE machine_id ${GONE}
    UNION ALL SELECT 'evidence', machine_id FROM evidence WHERE machine_id ${GONE}
    UNION ALL SELECT 'key of evidence', machine_id FROM evidence_keys WHERE machine_id ${GONE}
    UNION ALL SELECT 'state', address FROM snapshots
      WHERE address LIKE 'machine:%' AND substr(address, 9) ${GONE}
    UNION ALL SELECT 'word', sender FROM mailbox WHERE sender LIKE 'machine:%' AND substr(sender, 9) ${GONE}`,
  'mail for an actor that cannot exist': `SELECT receiver, event FROM mailbox
    WHERE receiver LIKE 'machine:%' AND substr(receiver, 9) ${GONE}
      OR receiver LIKE 'rollout:%' AND substr(receiver, 9) NOT IN (SELECT id FROM rollouts)
      OR receiver LIKE 'batch:%' AND substr(receiver, 7) NOT IN (SELECT rollout_id || ':' || batch_index FROM rollout_batches)`,
  'the state of a rollout that is not there': `SELECT address FROM snapshots
    WHERE address LIKE 'rollout:%' AND substr(address, 9) NOT IN (SELECT id FROM rollouts)
      OR address LIKE 'batch:%' AND substr(address, 7) NOT IN (SELECT rollout_id || ':' || batch_index FROM rollout_batches)`,
  'an assignment of a rollout that is not there': `SELECT machine_id, open_assignment FROM machines
    WHERE open_assignment IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rollouts r WHERE open_assignment LIKE r.id || ':%')`,
  'an event of a rollout that is not there': `SELECT seq, rollout_id FROM events
    WHERE rollout_id IS NOT NULL AND rollout_id NOT IN (SELECT id FROM rollouts)`,
  'an active rollout whose first event was trimmed': `SELECT id FROM rollouts r
    WHERE (status IN ('running', 'paused') OR phase = 'reverting') AND NOT EXISTS (SELECT 1 FROM events e
      WHERE e.rollout_id = r.id AND e.type = 'status_change' AND e.detail ->> '$.to' = 'running')`,
  'a machine that takes part and was left out': `SELECT * FROM rollout_skipped s
    JOIN rollout_machines m ON m.rollout_id = s.rollout_id AND m.machine_id = s.machine_id`,
  'keys, and none of an administrator': `SELECT name FROM settings WHERE name = 'bootstrap_closed'
    AND NOT EXISTS (SELECT 1 FROM api_keys WHERE role = 'admin')`,
  'a row that refers to none': 'SELECT * FROM pragma_foreign_key_check',
};
