import { createHash } from 'node:crypto';
import { Conflict } from '../../../machines/errors.ts';
import type { NewKey } from '../../../machines/model/key.ts';
import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** Creates the first admin key; only its hash is stored. Throws `Conflict` once there is any key. */
export function bootstrap({ unit, now }: Turn<Unit>, { name }: Requests['bootstrap']['input'], chance: Chance): NewKey {
  if (unit.keys.hasAny()) throw new Conflict('API keys already exist; ask an administrator for one');
  const key = `nfk-${chance.secret()}`;
  const called = name === '' ? 'admin' : name;
  unit.keys.add({ key_hash: createHash('sha256').update(key).digest('hex'), name: called, role: 'admin' });
  const detail = 'first admin key';
  unit.journal.audit({ actor: 'system:bootstrap', action: 'bootstrap', target: called, detail }, now);
  return { key, name: called, role: 'admin' };
}
