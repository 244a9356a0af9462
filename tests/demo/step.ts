import type { Stage } from './stage.ts';

/** A step of the story: what it is called, what it shows, and how. */
export interface Step {
  readonly title: string;
  readonly shows: string;
  readonly play: (stage: Stage) => Promise<void>;
}
