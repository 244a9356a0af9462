import type { FakeSystem } from '../support/fake-system.ts';

/** What becomes of a system when it is tried. */
export interface Fate {
  readonly name: string;
  readonly system: Omit<FakeSystem, 'name'>;
  /** Where a machine ends whose attempt nobody disturbs. */
  readonly ends: 'there' | 'back' | 'after a reboot';
}

const HEALS = 'rm -f ill';
const UNLESS_BOOT = 'test "$1" = boot && exit;';
/** Once it was booted it can take over at any time: no way back may need a reboot, or nothing could be said of its end. */
const UNLESS_BOOTED = 'test "$1" = boot || grep -qsx "$closure" booted || exit 100';

/** All of them. */
export const FATES: readonly Fate[] = [
  { name: 'well', system: { after: HEALS }, ends: 'there' },
  { name: 'slow', system: { after: `${HEALS}; ${UNLESS_BOOT} sleep 1` }, ends: 'there' },
  { name: 'ill', system: { after: `${UNLESS_BOOT} touch ill` }, ends: 'back' },
  { name: 'failing', system: { after: `${UNLESS_BOOT} echo no space left on device >&2; exit 1` }, ends: 'back' },
  { name: 'hanging', system: { after: `${UNLESS_BOOT} sleep 1000` }, ends: 'back' },
  { name: 'unlasting', system: { after: `${HEALS}; test "$1" != boot` }, ends: 'back' },
  { name: 'rebooting', system: { before: UNLESS_BOOTED, after: HEALS }, ends: 'after a reboot' },
];
