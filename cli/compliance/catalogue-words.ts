/** The frameworks of the catalogue, which is too large to be loaded for a help page or a shell that completes. */
export const FRAMEWORK_WORDS = ['nis2', 'dora', 'iso27001', 'anssi', 'cra', 'secnumcloud'] as const;

/** The controls of the catalogue. A fleet may have others of its own. */
export const CONTROL_WORDS = [
  'access-control',
  'asset-inventory',
  'audit-logging',
  'authentication',
  'backup-retention',
  'baseline-hardening',
  'change-management',
  'disaster-recovery',
  'encryption-at-rest',
  'encryption-in-transit',
  'incident-response',
  'key-management',
  'network-segmentation',
  'secure-boot',
  'supply-chain',
  'vulnerability-mgmt',
] as const;
