import accessControl from '../../nix/compliance/catalogue/controls/access-control.json' with { type: 'json' };
import assetInventory from '../../nix/compliance/catalogue/controls/asset-inventory.json' with { type: 'json' };
import auditLogging from '../../nix/compliance/catalogue/controls/audit-logging.json' with { type: 'json' };
import authentication from '../../nix/compliance/catalogue/controls/authentication.json' with { type: 'json' };
import backupRetention from '../../nix/compliance/catalogue/controls/backup-retention.json' with { type: 'json' };
import baselineHardening from '../../nix/compliance/catalogue/controls/baseline-hardening.json' with { type: 'json' };
import changeManagement from '../../nix/compliance/catalogue/controls/change-management.json' with { type: 'json' };
import disasterRecovery from '../../nix/compliance/catalogue/controls/disaster-recovery.json' with { type: 'json' };
import encryptionAtRest from '../../nix/compliance/catalogue/controls/encryption-at-rest.json' with { type: 'json' };
import encryptionInTransit from '../../nix/compliance/catalogue/controls/encryption-in-transit.json' with { type: 'json' };
import incidentResponse from '../../nix/compliance/catalogue/controls/incident-response.json' with { type: 'json' };
import keyManagement from '../../nix/compliance/catalogue/controls/key-management.json' with { type: 'json' };
import networkSegmentation from '../../nix/compliance/catalogue/controls/network-segmentation.json' with { type: 'json' };
import secureBoot from '../../nix/compliance/catalogue/controls/secure-boot.json' with { type: 'json' };
import supplyChain from '../../nix/compliance/catalogue/controls/supply-chain.json' with { type: 'json' };
import vulnerabilityMgmt from '../../nix/compliance/catalogue/controls/vulnerability-mgmt.json' with { type: 'json' };
import anssi from '../../nix/compliance/catalogue/frameworks/anssi.json' with { type: 'json' };
import cra from '../../nix/compliance/catalogue/frameworks/cra.json' with { type: 'json' };
import dora from '../../nix/compliance/catalogue/frameworks/dora.json' with { type: 'json' };
import iso27001 from '../../nix/compliance/catalogue/frameworks/iso27001.json' with { type: 'json' };
import nis2 from '../../nix/compliance/catalogue/frameworks/nis2.json' with { type: 'json' };
import secnumcloud from '../../nix/compliance/catalogue/frameworks/secnumcloud.json' with { type: 'json' };

/** A rule of a control that consists of rules: what the Nix side switches on and off one by one. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: string;
  readonly tags: readonly string[];
  /** Empty: all. */
  readonly hostTypes: readonly string[];
  readonly architectures: readonly string[];
}

/** A control as the Nix side and the reports know it. */
export interface Control {
  /** `access-control`. */
  readonly id: string;
  /** Its name below `compliance.controls`: `accessControl`. */
  readonly option: string;
  readonly title: string;
  readonly summary: string;
  /** What it demands, by the id that findings have. */
  readonly requirements?: Readonly<Record<string, string>>;
  readonly rules?: readonly Rule[];
}

/** An article of a framework, and what speaks for it. */
export interface Article {
  /** `21(b)`. */
  readonly id: string;
  readonly subject: string;
  /** Ids of controls. */
  readonly controls: readonly string[];
  /** Of controls that consist of rules only these count; absent: all. */
  readonly rules?: readonly string[];
  readonly note?: string;
}

/** A framework: a law or a standard, and its articles. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly document: string;
  readonly url: string;
  readonly articles: readonly Article[];
  /** What the module of the framework enables, and with which values; absent: it has none. */
  readonly preset?: Preset;
}

/** Which controls a framework enables. `standard`, `strict` and so on are the values at a level, each above those before it. */
export interface Preset {
  readonly controls: Readonly<Record<string, PresetControl>>;
}

/** Values of a control's options by level or kind of host; `only`: hosts of these kinds alone. */
export type PresetControl = Readonly<Record<string, Readonly<Record<string, unknown>> | readonly string[]>>;

/** All controls, by id. */
export const CONTROLS: readonly Control[] = [
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

/** All frameworks: those with a preset first. */
export const FRAMEWORKS: readonly Framework[] = [nis2, dora, iso27001, anssi, cra, secnumcloud];

/** The articles that a control speaks for, by framework: `{ nis2: ['21(b)', '21(f)'] }`. */
export function articlesOf(control: string): Readonly<Record<string, readonly string[]>> {
  const found = FRAMEWORKS.map(({ id, articles }) => [id, articlesWith(articles, control)] as const);
  return Object.fromEntries(found.filter(([, ids]) => ids.length > 0));
}

const articlesWith = (articles: readonly Article[], control: string): readonly string[] =>
  articles.filter(({ controls }) => controls.includes(control)).map(({ id }) => id);
