import { badRelease } from './steps/bad-release.ts';
import { canary } from './steps/canary.ts';
import { compliance } from './steps/compliance.ts';
import { controlPlane } from './steps/control-plane.ts';
import { fleetInAFlake } from './steps/fleet-in-a-flake.ts';
import { agents } from './steps/agents.ts';
import { releaseCreate } from './steps/release-create.ts';
import { revert } from './steps/revert.ts';
import { staged } from './steps/staged.ts';
import type { Step } from './step.ts';

/** The main job from beginning to end; each step stands on what the ones before have left. */
export const STORY: readonly Step[] = [
  fleetInAFlake,
  controlPlane,
  agents,
  releaseCreate,
  canary,
  staged,
  badRelease,
  revert,
  compliance,
];
