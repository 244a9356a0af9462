import { type Static, Type } from 'typebox';
import { Count, Nullable, Timestamp } from './text.ts';
import { Verdict } from './rollout.ts';

/** What one machine of a rollout waits for, or why it ended as it did. */
export const Why = Type.Object({
  machine_id: Type.String(),
  batch_index: Nullable(Count),
  verdict: Verdict,
  code: Type.String({ description: 'A stable word for the sentence; there may be more of them later.' }),
  sentence: Type.String({ description: 'For people; the machine is its subject unless it names another.' }),
  what: Nullable(
    Type.String({ description: '`batch`, `order`, `report`, `health`, `decision`; null: nothing is waited for.' }),
  ),
  whom: Nullable(
    Type.String({ description: '`machine:<id>`, `batch:<index>`, `operator` or `executor`: whose turn it is.' }),
  ),
  since: Nullable(Timestamp),
  until: Nullable(Timestamp),
});
export type Why = Static<typeof Why>;
