import type { Database } from 'better-sqlite3';

/** Machines as a fleet of many has them: most are well, some of each kind are not. Their ids: `web-00000` and so on. */
export function insertFleet(db: Database, count: number): void {
  const machine = db.prepare(
    `INSERT INTO machines (machine_id, lifecycle, deployment, current_generation, last_seen, health_status, agent_version,
      uptime_seconds, last_report, agent_state, agent_state_since, condition)
     VALUES (@id, @lifecycle, @deployment, @generation, @seen, @health, '0.2.0', 86400, @reported, @activity, @since, @condition)`,
  );
  const tag = db.prepare('INSERT INTO machine_tags (machine_id, tag) VALUES (?, ?)');
  const wanted = db.prepare('INSERT INTO generations (machine_id, hash) VALUES (?, ?)');
  const now = Date.now();
  db.transaction(() => {
    for (let number = 0; number < count; number += 1) {
      const row = rowOf(number, now);
      machine.run(row);
      tag.run(row.id, row.role);
      tag.run(row.id, pick(['eu-central', 'eu-west', 'us-east', 'ap-south'], number));
      if (row.wanted !== undefined) wanted.run(row.id, row.wanted);
    }
  })();
}

function rowOf(number: number, now: number) {
  const role = pick(['web', 'db', 'edge', 'build', 'cache'], Math.floor(number / 7));
  const id = `${role}-${String(number).padStart(5, '0')}`;
  const isSilent = number % 97 === 13;
  const isNew = number % 211 === 5;
  const isPending = number % 23 === 4;
  const hasFailed = number % 151 === 9;
  const seen = now - (isSilent ? 3 * 3_600_000 : number % 30_000);
  return {
    id,
    role,
    lifecycle: isNew ? 'pending' : number % 131 === 3 ? 'maintenance' : 'active',
    deployment: hasFailed ? 'failed' : isPending ? 'pending_deploy' : 'in_sync',
    generation: isNew ? null : pathOf(number % 3, id),
    wanted: isPending || hasFailed ? pathOf(7, id) : undefined,
    seen: isNew ? null : seen,
    reported: isNew ? null : new Date(seen).toISOString(),
    health: hasFailed ? 'error' : 'ok',
    activity: isPending ? pick(['fetching', 'applying', 'verifying', 'checking'], number) : 'idle',
    since: now - (number % 600) * 1000,
    condition: JSON.stringify({
      reboot_required: number % 61 === 2 && !isSilent,
      drift_since: number % 401 === 1 ? new Date(now - 7_200_000).toISOString() : null,
      free_bytes: number % 509 === 8 ? 400_000_000 : 80_000_000_000,
      clock_skew_ms: 12,
    }),
  };
}

const pathOf = (release: number, id: string): string =>
  `/nix/store/${'0123456789abcdfg'.slice(release).repeat(3).slice(0, 32)}-nixos-system-${id}-25.05`;

const pick = (words: readonly string[], number: number): string => words[number % words.length] ?? '';
