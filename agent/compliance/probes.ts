import type { Probe } from './probe.ts';
import { accessControl } from './probes/access-control.ts';
import { assetInventory } from './probes/asset-inventory.ts';
import { auditLogging } from './probes/audit-logging.ts';
import { authentication } from './probes/authentication.ts';
import { backupRetention } from './probes/backup-retention.ts';
import { baselineHardening } from './probes/baseline-hardening.ts';
import { changeManagement } from './probes/change-management.ts';
import { disasterRecovery } from './probes/disaster-recovery.ts';
import { encryptionAtRest } from './probes/encryption-at-rest.ts';
import { encryptionInTransit } from './probes/encryption-in-transit.ts';
import { incidentResponse } from './probes/incident-response.ts';
import { keyManagement } from './probes/key-management.ts';
import { networkSegmentation } from './probes/network-segmentation.ts';
import { secureBoot } from './probes/secure-boot.ts';
import { supplyChain } from './probes/supply-chain.ts';
import { vulnerabilityMgmt } from './probes/vulnerability-mgmt.ts';

/** The probes of our controls, by id. */
export const PROBES: readonly Probe[] = [
  accessControl,
  assetInventory,
  auditLogging,
  authentication,
  backupRetention,
  baselineHardening,
  changeManagement,
  disasterRecovery,
  encryptionAtRest,
  encryptionInTransit,
  incidentResponse,
  keyManagement,
  networkSegmentation,
  secureBoot,
  supplyChain,
  vulnerabilityMgmt,
];
