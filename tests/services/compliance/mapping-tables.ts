/**
 * The mapping tables as the specification has them (`shared/spec/compliance.md`, sections 3 and 4), copied by hand: the catalogue
 * is held against them.
 */

/** By control: its articles. Rules with articles of their own are in `RULE_ARTICLES`. */
export const CONTROL_ARTICLES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'access-control': { nis2: ['21(i)'], iso27001: ['A.8.2', 'A.8.3'], dora: ['Art. 9'] },
  'asset-inventory': { nis2: ['21(i)'], iso27001: ['A.5.9'], dora: ['Art. 8'] },
  'audit-logging': {
    nis2: ['21(b)', '21(f)'],
    iso27001: ['A.8.15', 'A.8.16'],
    anssi: ['R33'],
    dora: ['Art. 17'],
  },
  authentication: { nis2: ['21(j)'], iso27001: ['A.8.5'], dora: ['Art. 9'] },
  'backup-retention': { nis2: ['21(c)'], iso27001: ['A.8.13'], dora: ['Art. 12'] },
  'baseline-hardening': {
    nis2: ['21(a)', '21(g)'],
    iso27001: ['A.8.8', 'A.8.9'],
    anssi: ['R7', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14'],
  },
  'change-management': { nis2: ['21(e)'], iso27001: ['A.8.32'], dora: ['Art. 8'] },
  'disaster-recovery': { nis2: ['21(c)'], iso27001: ['A.5.29', 'A.5.30'], dora: ['Art. 12'] },
  'encryption-at-rest': { nis2: ['21(h)'], iso27001: ['A.8.24'] },
  'encryption-in-transit': { nis2: ['21(h)'], iso27001: ['A.8.20', 'A.8.24'], cra: ['Art. 10'] },
  'incident-response': { nis2: ['21(b)'], iso27001: ['A.5.24', 'A.5.26'], dora: ['Art. 17'] },
  'key-management': { nis2: ['21(h)'], iso27001: ['A.8.24'], secnumcloud: ['key-mgmt'] },
  'network-segmentation': { nis2: ['21(a)'], dora: ['Art. 9'], secnumcloud: ['network'] },
  'secure-boot': { nis2: ['21(a)'], cra: ['Art. 10'], secnumcloud: ['boot'] },
  'supply-chain': { nis2: ['21(d)'], iso27001: ['A.5.19', 'A.5.21'], cra: ['Art. 10'] },
  'vulnerability-mgmt': { nis2: ['21(e)'], iso27001: ['A.8.8'], dora: ['Art. 8'], cra: ['Art. 11'] },
};

/** The rules that an article means alone. */
export const RULE_ARTICLES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  nis2: { '21(g)': ['BH-09'] },
  dora: { 'Art. 17': ['AL-03'] },
  anssi: {
    R7: ['BH-01'],
    R8: ['BH-02'],
    R9: ['BH-03'],
    R10: ['BH-04'],
    R11: ['BH-05'],
    R12: ['BH-06'],
    R13: ['BH-07'],
    R14: ['BH-08'],
    R33: ['AL-02'],
  },
};

/** By rule: severity, tags, kinds of hosts and architectures. */
export const RULES: Readonly<
  Record<string, readonly [string, readonly string[], readonly string[], readonly string[]]>
> = {
  'BH-01': ['strict', ['kernel', 'boot', 'iommu'], [], ['x86_64']],
  'BH-02': ['standard', ['kernel', 'boot', 'memory'], [], ['x86_64']],
  'BH-03': ['standard', ['kernel', 'sysctl'], [], []],
  'BH-04': ['paranoid', ['disable-kernel-module-loading'], [], []],
  'BH-05': ['standard', ['kernel', 'sysctl', 'yama'], [], []],
  'BH-06': ['standard', ['network', 'sysctl', 'ipv4'], [], []],
  'BH-07': ['strict', ['no-ipv6'], [], []],
  'BH-08': ['standard', ['kernel', 'sysctl', 'filesystem'], [], []],
  'BH-09': ['strict', ['kernel', 'modules'], ['server', 'appliance'], []],
  'BH-10': ['standard', ['network', 'sysctl', 'ipv6'], [], []],
  'AL-01': ['minimal', [], [], []],
  'AL-02': ['standard', ['anssi'], [], []],
  'AL-03': ['strict', [], [], []],
};

/**
 * How many sysctls, kernel parameters and modules a rule expects. Besides the specification's: what the kernel decides by single
 * interfaces (BH-06: 7, BH-07 and BH-10: 1), and the modules that bring the others along (BH-09: 2).
 */
export const EXPECTED: Readonly<Record<string, number>> = {
  'BH-01': 2,
  'BH-02': 11,
  'BH-03': 9,
  'BH-04': 1,
  'BH-05': 1,
  'BH-06': 30,
  'BH-07': 3,
  'BH-08': 5,
  'BH-09': 5,
  'BH-10': 3,
};

/** What one framework wants of one control: `[strict, standard]`, or one value for both. */
type Value = readonly [unknown, unknown] | string | number | boolean;

const BACKUP = { retentionDays: [730, 365], verifyInterval: ['daily', 'weekly'] } as const;
const RECOVERY = {
  minGenerations: [10, 5],
  rtoTarget: ['4h', '24h'],
  testInterval: ['monthly', 'quarterly'],
} as const;
const RESPONSE = { alertRetentionDays: 365, rollbackTestInterval: ['weekly', 'monthly'] } as const;
const ACCESS = { idleTimeoutMinutes: [15, 30], passwordAuthDisabled: true, rootLoginDisabled: true } as const;
const MFA = { mfaRequired: [true, false] } as const;
const AT_REST = { requireEncryptedSwap: true, requireTmpOnTmpfs: true } as const;
const IN_TRANSIT = { minTlsVersion: '1.2', certExpiryWarningDays: [30, 60] } as const;
const SUPPLY = { sbomGeneration: true, inputStalenessWarningDays: [14, 30] } as const;
const VULNERABILITY = {
  scanInterval: ['daily', 'weekly'],
  maxNixpkgsAgeDays: [14, 30],
  blockOnCritical: [true, false],
} as const;

/** By framework: the controls that its preset enables, and the values it sets. */
export const PRESETS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Value>>>>>> = {
  nis2: {
    'access-control': ACCESS,
    'asset-inventory': {},
    'audit-logging': { retentionDays: [730, 365] },
    authentication: MFA,
    'backup-retention': BACKUP,
    'baseline-hardening': {},
    'disaster-recovery': RECOVERY,
    'encryption-at-rest': AT_REST,
    'encryption-in-transit': IN_TRANSIT,
    'incident-response': RESPONSE,
    'supply-chain': SUPPLY,
    'vulnerability-mgmt': VULNERABILITY,
  },
  dora: {
    'access-control': ACCESS,
    'asset-inventory': {},
    authentication: MFA,
    'backup-retention': BACKUP,
    'change-management': { maxSystemAgeDays: [14, 30] },
    'disaster-recovery': RECOVERY,
    'incident-response': RESPONSE,
    'network-segmentation': { requireFirewall: true },
    'vulnerability-mgmt': VULNERABILITY,
  },
  iso27001: {
    'access-control': ACCESS,
    'asset-inventory': {},
    'audit-logging': { retentionDays: [730, 365] },
    authentication: MFA,
    'backup-retention': BACKUP,
    'baseline-hardening': {},
    'change-management': { maxSystemAgeDays: [14, 30] },
    'disaster-recovery': RECOVERY,
    'encryption-at-rest': AT_REST,
    'encryption-in-transit': IN_TRANSIT,
    'incident-response': RESPONSE,
    'key-management': { maxKeyAgeDays: [365, 730] },
    'supply-chain': SUPPLY,
    'vulnerability-mgmt': VULNERABILITY,
  },
  // The same at all levels; a server has values of its own.
  anssi: {
    'access-control': { idleTimeoutMinutes: 30, passwordAuthDisabled: true, rootLoginDisabled: true },
    'audit-logging': { retentionDays: 365 },
    authentication: {},
    'baseline-hardening': {},
    'encryption-at-rest': {},
    'network-segmentation': { requireFirewall: true },
    'secure-boot': {},
  },
};
