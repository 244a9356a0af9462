import { createHash } from 'node:crypto';
import { Conflict, NotFound } from '../../../machines/errors.ts';
import type { CreatedKey, NewKey } from '../../../machines/model/key.ts';
import { expiryOf, isLastAdmin, refuseControlCharacters } from '../../../machines/policy/key-rules.ts';
import { wholeSeconds, wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';
import { BOOTSTRAP_CLOSED } from '../../store/setting-names.ts';
import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

const BOOTSTRAP = 'system:bootstrap';

/**
 * Creates the first admin key; only its hash is stored. `tokenHash`: the SHA-256 of the one-time token that was shown;
 * undefined: none was asked for. Throws `Conflict` once there is any key, and where the door was shut.
 */
export function bootstrap(
  { unit, now }: Turn<Unit>,
  { name, tokenHash }: Requests['bootstrap']['input'],
  chance: Chance,
): NewKey {
  if (unit.keys.hasAny()) throw new Conflict('API keys already exist; ask an administrator for one');
  refuseShutDoor(unit, tokenHash);
  const key = `nfk-${chance.secret()}`;
  const called = name === '' ? 'admin' : name;
  unit.keys.add({ hash: sha256(key), name: called, role: 'admin', expiresAt: null, createdBy: BOOTSTRAP }, now);
  unit.settings.set(BOOTSTRAP_CLOSED, 'yes');
  if (tokenHash !== undefined) unit.settings.set(usedToken(tokenHash), 'yes');
  const detail = 'first admin key';
  unit.journal.audit({ actor: BOOTSTRAP, action: 'bootstrap', target: called, detail }, now);
  return { key, name: called, role: 'admin' };
}

function refuseShutDoor({ settings }: Unit, tokenHash: string | undefined): void {
  if (tokenHash === undefined && settings.get(BOOTSTRAP_CLOSED) !== undefined) {
    throw new Conflict(
      'there are no API keys, but there have been: nobody can be the first again; start the control plane with ' +
        '--bootstrap-token-file, or insert a key into its database',
    );
  }
  if (tokenHash !== undefined && settings.get(usedToken(tokenHash)) !== undefined) {
    throw new Conflict('this bootstrap token was used before, each works once; write a new one to its file');
  }
}

const usedToken = (hash: string): string => `bootstrap_token_used:${hash}`;

/** Creates a key; only its hash is stored. Throws `BadInput`. */
export function createKey(
  { unit, now }: Turn<Unit>,
  { name, role, expiresAt, actor }: Requests['createKey']['input'],
  chance: Chance,
): CreatedKey {
  refuseControlCharacters(name);
  const expiry = expiryOf(expiresAt, now);
  const key = `nfk-${chance.secret()}`;
  const id = unit.keys.add({ hash: sha256(key), name, role, expiresAt: expiry, createdBy: actor }, now);
  unit.settings.set(BOOTSTRAP_CLOSED, 'yes');
  const expires_at = wholeSecondsOrNull(expiry);
  const detail = `id=${id} role=${role} expires=${expires_at ?? 'never'}`;
  unit.journal.audit({ actor, action: 'create_key', target: name, detail }, now);
  return { id, key, name, role, expires_at, created_at: wholeSeconds(now) };
}

/** Revokes a key: the next request with it is refused. Throws `NotFound`, `Conflict` (nobody could make keys any more). */
export function revokeKey({ unit, now }: Turn<Unit>, { id, actor }: Requests['revokeKey']['input']): void {
  const key = unit.keys.get(id);
  if (key === undefined) throw new NotFound(`there is no API key ${id}`);
  const others = unit.keys.admins().filter((other) => other.id !== id);
  if (isLastAdmin(key, others, now)) {
    throw new Conflict(
      `"${key.name}" is the last admin key that holds; create another one that does not expire, then revoke this one`,
    );
  }
  unit.keys.remove(id);
  unit.journal.audit({ actor, action: 'revoke_key', target: key.name, detail: `id=${id} role=${key.role}` }, now);
}

/** Notes when a key was last used. */
export function noteKeyUse({ unit }: Turn<Unit>, { id, at }: Requests['noteKeyUse']['input']): void {
  unit.keys.used(id, at);
}

/** Writes into the audit that somebody was turned away. */
export function noteDenial(
  { unit, now }: Turn<Unit>,
  { actor, target, detail }: Requests['noteDenial']['input'],
): void {
  unit.journal.audit({ actor, action: 'denied', target, detail }, now);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
