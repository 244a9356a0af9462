import type { Database } from 'better-sqlite3';
import { Lifecycle } from '../../../machines/model/machine.ts';
import type { Ledger } from './ledger.ts';
import { inserter, moment, momentOrNull, wordOr } from './values.ts';

interface MachineV0 {
  machine_id: string;
  lifecycle: string;
  registered_at: string;
  current_generation: string | null;
  last_seen: string | null;
  health_status: string;
  health_passed: number | null;
  tags: string;
}

/** Takes over machines with their tags, and what they should run. */
export function takeMachines(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(
    to,
    'machines',
    'machine_id',
    'lifecycle',
    'registered_at',
    'current_generation',
    'last_seen',
    'health_status',
    'health_passed',
    'last_report',
    'declared_tags',
  );
  const rows = from.prepare<[], MachineV0>(`SELECT *,
    (SELECT all_passed FROM health_reports WHERE health_reports.machine_id = machines.machine_id
      ORDER BY received_at DESC, id DESC LIMIT 1) AS health_passed,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM machine_tags
      WHERE machine_tags.machine_id = machines.machine_id ORDER BY tag)) AS tags
    FROM machines ORDER BY machine_id`);
  for (const row of rows.iterate()) {
    const { machine_id, current_generation, health_status, health_passed } = row;
    ledger.row('machines', machine_id, () => {
      const last_seen = momentOrNull(row.last_seen);
      add({
        ...{ machine_id, current_generation, health_status, health_passed, last_seen },
        lifecycle: wordOr(Lifecycle, 'active', row.lifecycle),
        registered_at: moment(row.registered_at),
        // v0.1.1 forgets the agent's own time at a restart, and shows this one.
        last_report: last_seen === null || current_generation === null ? null : new Date(last_seen).toISOString(),
        declared_tags: row.tags,
      });
    });
  }
  takeTags(from, to, ledger);
  takeDesired(from, to, ledger);
}

function takeTags(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(to, 'machine_tags', 'machine_id', 'tag');
  const rows = from.prepare<[], { machine_id: string; tag: string }>('SELECT machine_id, tag FROM machine_tags');
  for (const { machine_id, tag } of rows.iterate()) {
    ledger.row('machine_tags', `${machine_id} ${tag}`, () => add({ machine_id, tag }));
  }
}

/** A machine that only this table knows is active: v0.1.1 holds it for that when it starts. */
function takeDesired(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(to, 'generations', 'machine_id', 'hash', 'set_at');
  const known = to.prepare<[string], number>('SELECT 1 FROM machines WHERE machine_id = ?').pluck();
  const addMachine = inserter(to, 'machines', 'machine_id', 'lifecycle', 'registered_at');
  const rows = from.prepare<[], { machine_id: string; hash: string; set_at: string }>('SELECT * FROM generations');
  for (const { machine_id, hash, ...row } of rows.iterate()) {
    ledger.row('generations', machine_id, () => {
      const set_at = moment(row.set_at);
      add({ machine_id, hash, set_at });
      if (known.get(machine_id) !== undefined) return;
      ledger.row('machines', machine_id, () => addMachine({ machine_id, lifecycle: 'active', registered_at: set_at }));
    });
  }
  // As the charts of these machines will say when they are first needed.
  to.exec(`UPDATE machines SET deployment = coalesce((
    SELECT CASE hash WHEN current_generation THEN 'in_sync' ELSE 'pending_deploy' END
    FROM generations WHERE generations.machine_id = machines.machine_id), 'unknown')`);
}
