import baselineHardening from '../../../nix/compliance/catalogue/controls/baseline-hardening.json' with { type: 'json' };

/** What a policy asks of the machine beside what is the same in all. */
export interface PolicyFacts {
  readonly revision: string | null;
  /** When nixpkgs and the fleet's own sources were last changed (ms since the epoch). */
  readonly sourcesAt: number;
}

/** Where the machine's own TLS listener is. */
export const TLS_ENDPOINT = '127.0.0.1:8444';

/** Certificates that the machine shows. */
export const CERTIFICATES = '/etc/nixfleet-certificates';

/** What a scan for known vulnerabilities has left. */
export const SCAN_REPORT = '/var/lib/vulnix/report.json';

/** The rules that `compliance.governance.level = "standard"` has on. */
const expectations = Object.fromEntries(
  baselineHardening.rules.filter(({ severity }) => severity === 'standard').map(({ id, expects }) => [id, expects]),
);

/**
 * The options of every probe, by control: what NIS2 demands of an essential entity, as far as it says something else than our
 * defaults.
 */
export function policy({ revision, sourcesAt }: PolicyFacts): Readonly<Record<string, object>> {
  const seconds = Math.floor(sourcesAt / 1000);
  const day = new Date(sourcesAt).toISOString().slice(0, 10).replaceAll('-', '');
  return {
    'access-control': { passwordAuthDisabled: true, rootLoginDisabled: true, idleTimeoutMinutes: 15 },
    'asset-inventory': {},
    'audit-logging': { retentionDays: 730, rules: { 'AL-01': {}, 'AL-02': {} } },
    authentication: { mfaRequired: true, maxServiceAccounts: 2 },
    'backup-retention': { retentionDays: 730, keptDays: 730, verifyInterval: 'daily' },
    'baseline-hardening': { rules: expectations },
    'change-management': { configurationRevision: revision },
    'disaster-recovery': { minGenerations: 10, rtoTarget: '4h', testInterval: 'monthly' },
    'encryption-at-rest': {},
    'encryption-in-transit': { certificates: [`${CERTIFICATES}/*.pem`], tlsEndpoints: [TLS_ENDPOINT] },
    'incident-response': { alertRetentionDays: 730 },
    'key-management': {},
    'network-segmentation': {},
    'secure-boot': { requireSecureBoot: true },
    'supply-chain': { configurationRevision: revision, inputs: { nixpkgs: seconds } },
    'vulnerability-mgmt': { nixpkgsDate: day, scanReport: SCAN_REPORT, blockOnCritical: true },
  };
}
