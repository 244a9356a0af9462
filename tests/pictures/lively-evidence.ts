import { BUILDERS, type CastMachine, OFFICE, SERVERS, systemOf } from './fleet-cast.ts';
import type { PastPlane } from './past-plane.ts';
import { excused, type Odd, PlayedHostKey } from './played-evidence.ts';

const MINUTE = 60_000;

const IOMMU = { status: 'exempt', findings: [excused('BH-01', 'no IOMMU is at work')] } satisfies Odd;

const ROOT_LOGIN = {
  status: 'non-compliant',
  required: true,
  findings: [{ id: 'root-login', text: 'sshd lets root in with a password: set services.openssh.settings' }],
  checks: { compliant: false, permit_root_login: 'yes' },
} satisfies Odd;

const NO_RECOVERY = {
  status: 'non-compliant',
  findings: [
    { id: 'recovery-test', text: 'nobody has written down that recovery was tried: nixfleet-compliance drill restore' },
  ],
} satisfies Odd;

const NO_ANSWER = { status: 'error', checks: { error: 'it took longer than 30 s' } } satisfies Odd;

/** What is not as it should be, machine by machine. */
const ODD: Readonly<Record<string, Readonly<Record<string, Odd>>>> = {
  'web-ams-02': { 'access-control': ROOT_LOGIN },
  'web-fra-03': { 'access-control': ROOT_LOGIN },
  'db-nyc-01': { 'backup-retention': NO_ANSWER },
  'mail-fra-01': { 'disaster-recovery': NO_RECOVERY },
  'git-ams-01': { 'disaster-recovery': NO_RECOVERY },
};

/** Gives most of a fleet evidence of their compliance: some fail, one runs something else by now, one has another key. */
export async function livelyEvidence(
  plane: PastPlane,
  { failed, versionOf }: { readonly failed: CastMachine; readonly versionOf: (machine: CastMachine) => string },
): Promise<void> {
  const key = await PlayedHostKey.make();
  const other = await PlayedHostKey.make();
  try {
    // Somebody pinned it before the machine was installed anew.
    await plane.client.pinEvidenceKey({ params: { id: 'edge-nyc-02' }, body: { public_key: other.publicKey } });
    for (const [index, machine] of withEvidence(failed).entries()) {
      const own = machine === failed ? { 'access-control': ROOT_LOGIN } : ODD[machine.id];
      const generation = systemOf(machine, machine.id === 'cache-ams-01' ? '25.05.1180' : versionOf(machine));
      const odd = { 'baseline-hardening': IOMMU, ...own };
      await key.sends(plane, machine, { generation, agoMs: (3 + index) * MINUTE, odd });
    }
  } finally {
    key.remove();
    other.remove();
  }
}

const withEvidence = (failed: CastMachine): readonly CastMachine[] => [
  ...new Set([
    failed,
    ...SERVERS,
    ...BUILDERS.filter(({ platform }) => platform.endsWith('linux')),
    ...OFFICE.slice(0, 1),
  ]),
];
