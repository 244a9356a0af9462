import { Type } from 'typebox';
import { AHEAD_MS, DAY } from '../observe/calendar-date.ts';
import { observeHostKeys, type HostKey } from '../observe/host-keys.ts';
import { observeKeyHistory } from '../observe/key-history.ts';
import { observeLuksSlots } from '../observe/luks-slots.ts';
import { probe, type Problem } from '../probe.ts';

const KeyManagementOptions = Type.Object({
  maxKeyAgeDays: Type.Integer({ minimum: 1, default: 365 }),
  requiredAlgorithms: Type.Array(Type.String({ maxLength: 64 }), { default: ['ed25519'], maxItems: 16 }),
  /** Earlier evidence, which remembers since when a key is known. */
  evidenceFile: Type.String({ pattern: '^/', default: '/var/lib/nixfleet-compliance/evidence.json' }),
});

/** Of what kind the keys of a machine are, and how old: by fingerprints, and by nothing of what is secret. */
export const keyManagement = probe({
  control: 'key-management',
  options: KeyManagementOptions,

  async observe(machine, { maxKeyAgeDays, evidenceFile }) {
    const found = await observeHostKeys(machine);
    const history = found.length === 0 ? undefined : await observeKeyHistory(machine, evidenceFile);
    const keys = found.map((key) => agedKey(key, history?.get(key.fingerprint), machine.now));
    const slots = await observeLuksSlots(machine);
    const ages = keys.map((key) => key.age_days);
    return {
      ssh_host_keys: keys,
      oldest_key_age_days: ages.length === 0 ? null : Math.max(...ages),
      keys_within_rotation_policy: ages.length > 0 && ages.every((age) => age >= 0 && age <= maxKeyAgeDays),
      has_tpm: ((await machine.names('/sys/class/tpm')) ?? []).length > 0,
      luks_key_slots: slots,
    };
  },

  judge(seen, { maxKeyAgeDays, requiredAlgorithms }) {
    const keys = seen.ssh_host_keys;
    const problems: Problem[] = [];
    const missing = requiredAlgorithms.filter((algorithm) => !keys.some((key) => key.algorithm === algorithm));
    if (missing.length > 0) {
      problems.push({
        id: 'algorithms',
        text: `there is no host key of ${missing.join(', ')}: set services.openssh.hostKeys, or services.openssh.generateHostKeys where sshd is off`,
      });
    }
    for (const key of keys.filter(({ algorithm }) => !requiredAlgorithms.includes(algorithm))) {
      problems.push({
        id: 'algorithms',
        text: `sshd shows a host key of ${key.algorithm} (${key.path}), and policy has ${requiredAlgorithms.join(', ')} alone: leave it out of services.openssh.hostKeys`,
      });
    }
    if (keys.length === 0) problems.push({ id: 'key-age', text: 'there is no host key whose age could be known' });
    for (const key of keys.filter(({ age_days: age }) => age < 0)) {
      problems.push({
        id: 'key-age',
        text: `nobody can tell how old host key ${key.path} is, which is dated ${-key.age_days} days in the future: look at the clock of this machine; where that is right, touch the key`,
      });
    }
    for (const key of keys.filter(({ age_days: age }) => age > maxKeyAgeDays)) {
      problems.push({
        id: 'key-age',
        text: `host key ${key.path} is ${key.age_days} days old (${key.age_source}), ${maxKeyAgeDays} are allowed: remove it with its .pub, restart sshd, and tell who knows it (known_hosts, secrets, nixfleet compliance trust)`,
      });
    }
    return problems;
  },
});

/** A key cannot be younger than what remembers it, nor than its own files. */
function agedKey({ algorithm, path, fingerprint, changedAt }: HostKey, remembered: number | undefined, now: number) {
  const isRemembered = remembered !== undefined && remembered < changedAt;
  // Never dated by a clock that is behind: evidence would remember it, and the key would be that old for ever.
  const since = isRemembered ? remembered : changedAt;
  const isToCome = since > now + AHEAD_MS;
  return {
    algorithm,
    path,
    fingerprint,
    age_days: isToCome ? -Math.ceil((since - now) / DAY) : Math.max(0, Math.floor((now - since) / DAY)),
    known_since: new Date(since).toISOString(),
    age_source: isRemembered ? 'earlier evidence' : 'time of its file',
  };
}
