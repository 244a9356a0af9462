import { type Static, Type } from 'typebox';
import { Exception } from '../../machines/model/evidence.ts';

/** One probe as the Nix side names it: ours and those of a fleet's own alike. */
export const ProbeSetting = Type.Object({
  control: Type.String({ minLength: 1, maxLength: 64 }),
  /** A program without arguments: prints one JSON object and ends with 0, whatever it found. */
  program: Type.String({ pattern: '^/' }),
  articles: Type.Record(Type.String(), Type.Array(Type.String())),
  required: Type.Boolean(),
  timeoutSeconds: Type.Integer({ minimum: 1, maximum: 600 }),
});
export type ProbeSetting = Static<typeof ProbeSetting>;

/**
 * `/etc/nixfleet/compliance.json`, which the Nix side writes: what is to be collected here, and where it goes.
 */
export const HostSettings = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 128 }),
  revision: Type.Union([Type.String(), Type.Null()]),
  frameworks: Type.Array(Type.String()),
  probes: Type.Array(ProbeSetting),
  /** By control (`secure-boot`), requirement (`access-control.root-login`) or rule (`BH-07`). */
  exceptions: Type.Record(Type.String(), Exception),
  directory: Type.String({ pattern: '^/' }),
  /** The host's own ed25519 key; null: evidence is not signed, and no control plane takes it. */
  signingKey: Type.Union([Type.String({ pattern: '^/' }), Type.Null()]),
  retentionDays: Type.Integer({ minimum: 1, maximum: 3660 }),
  /** Evidence that is older is no evidence of now. */
  staleAfterSeconds: Type.Integer({ minimum: 60 }),
  /** The SBOM of the system that runs is kept beside the evidence. */
  sbom: Type.Boolean(),
});
export type HostSettings = Static<typeof HostSettings>;
