import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Machine } from '../machine.ts';

/** A LUKS device that is open, and how many keys open it. */
export interface LuksSlots {
  /** `/dev/sda2`. */
  readonly device: string;
  /** Null: cryptsetup is not there, or could not tell. */
  readonly slots: number | null;
}

const Metadata = Type.Object({ keyslots: Type.Record(Type.String(), Type.Unknown()) });
const BLOCKS = '/sys/class/block';

/** The key slots in use of every LUKS device that is open; nothing of the keys themselves. */
export async function observeLuksSlots(machine: Machine): Promise<readonly LuksSlots[]> {
  const mapped = ((await machine.names(BLOCKS)) ?? []).filter((name) => name.startsWith('dm-'));
  const below = await Promise.all(mapped.map((name) => devicesBelow(machine, name)));
  return await Promise.all(
    [...new Set(below.flat())].map(async (device) => ({ device, slots: await slotsOf(machine, device) })),
  );
}

async function devicesBelow(machine: Machine, name: string): Promise<readonly string[]> {
  const kind = (await machine.text(`${BLOCKS}/${name}/dm/uuid`)) ?? '';
  if (!kind.startsWith('CRYPT-LUKS')) return [];
  return ((await machine.names(`${BLOCKS}/${name}/slaves`)) ?? []).map((each) => `/dev/${each}`);
}

/** LUKS1 has no JSON. */
async function slotsOf(machine: Machine, device: string): Promise<number | null> {
  const newer = await machine.ask(['cryptsetup', 'luksDump', '--dump-json-metadata', device]);
  if (newer?.exitCode === 0) {
    const metadata: unknown = JSON.parse(newer.stdout);
    return Value.Check(Metadata, metadata) ? Object.keys(metadata.keyslots).length : null;
  }
  const older = await machine.ask(['cryptsetup', 'luksDump', device]);
  if (older?.exitCode !== 0) return null;
  return older.stdout.split('\n').filter((line) => /^Key Slot \d+: ENABLED$/.test(line.trim())).length;
}
