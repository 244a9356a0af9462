import type { Scenario } from '../scenario.ts';
import { complianceGate } from './compliance-gate.ts';
import { complianceTrouble } from './compliance-trouble.ts';
import { compliance } from './compliance.ts';
import { deploying } from './deploying.ts';
import { evidencing } from './evidencing.ts';
import { failing } from './failing.ts';
import { overSsh } from './over-ssh.ts';
import { restarting } from './restarting.ts';
import { serving } from './serving.ts';
import { unattended } from './unattended.ts';

/** Everything that is played. */
export const SCENARIOS: readonly Scenario[] = [
  ...deploying,
  ...failing,
  ...unattended,
  ...restarting,
  ...overSsh,
  ...serving,
  ...evidencing,
  ...compliance,
  ...complianceTrouble,
  ...complianceGate,
];
