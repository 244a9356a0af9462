import { type Static, Type } from 'typebox';
import { Nullable, Timestamp } from './text.ts';

/** What an agent sees of its machine beside its checks. */
export const Condition = Type.Object({
  reboot_required: Type.Boolean({
    description:
      'Kernel, initrd or kernel modules of the running system are not those that the machine was started with.',
  }),
  drift_since: Nullable(
    Type.String({
      ...Timestamp,
      description: 'Since when the machine runs what nobody told its agent to run; null: it does not.',
    }),
  ),
  free_bytes: Nullable(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Free for the Nix store; null: unknown.',
    }),
  ),
  clock_skew_ms: Nullable(
    Type.Integer({
      minimum: -Number.MAX_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The machine's clock minus the control plane's, to about a second; null: unknown.",
    }),
  ),
});
export type Condition = Static<typeof Condition>;
