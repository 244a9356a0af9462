import { expect } from 'vitest';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { evaluated, type Evaluation, evaluation, ofTests } from './evaluate.ts';
import { TemplateCopy } from './template-copy.ts';

const Certificates = Type.Object({ caCert: Type.String(), clientCert: Type.String(), clientKey: Type.String() });
const Host = Type.Object({
  hostName: Type.String(),
  userName: Type.String(),
  platform: Type.String(),
  revision: Type.String(),
  stateVersion: Type.String(),
  warnings: Type.Array(Type.String()),
  agent: Type.Union([
    Type.Null(),
    Type.Object({
      machineId: Type.String(),
      controlPlaneUrl: Type.String(),
      tags: Type.Array(Type.String()),
      tls: Certificates,
      allowInsecure: Type.Boolean(),
      cacheUrl: Type.Union([Type.Null(), Type.String()]),
      healthChecks: Type.Object({
        systemd: Type.Array(Type.Object({ units: Type.Array(Type.String()) })),
        http: Type.Array(Type.Object({ url: Type.String() })),
      }),
    }),
  ]),
  controlPlane: Type.Union([
    Type.Null(),
    Type.Object({
      listen: Type.String(),
      tls: Type.Object({ cert: Type.String(), key: Type.String(), clientCa: Type.String() }),
      bootstrapTokenFile: Type.String(),
    }),
  ]),
  cacheServer: Type.Boolean(),
  cacheClient: Type.Boolean(),
  collects: Type.Boolean(),
  substituters: Type.Array(Type.String()),
  ports: Type.Array(Type.Number()),
  addresses: Type.Array(Type.Object({ address: Type.String(), prefixLength: Type.Number() })),
  knows: Type.Array(Type.String()),
  forgets: Type.Boolean(),
  persisted: Type.Array(Type.String()),
  rootKeys: Type.Array(Type.String()),
  disks: Type.Array(Type.String()),
  watchedOn: Type.Array(Type.String()),
  units: Type.Array(Type.String()),
  scrapes: Type.Array(
    Type.Object({
      job_name: Type.String(),
      scheme: Type.Optional(Type.String()),
      static_configs: Type.Array(Type.Object({ targets: Type.Array(Type.String()) })),
    }),
  ),
});
/** One of them. */
export type Host = Static<typeof Host>;
/** What a test looks at of each host. */
export const Hosts = Type.Record(Type.String(), Host);
/** The path of each host's system. */
export const Systems = Type.Record(Type.String(), Type.String({ pattern: '^/nix/store/' }));

/** An attribute of a copy's flake, over the module system that is at hand. */
function of(copy: TemplateCopy, attribute: string): Evaluation {
  const { args } = ofTests('');
  return { file: 'nix/tests/template.nix', attribute, args: { ...args, folder: copy.folder } };
}

/** What an attribute is. */
export const value = async <T extends TSchema>(copy: TemplateCopy, attribute: string, schema: T): Promise<Static<T>> =>
  Value.Parse(schema, await evaluated(of(copy, attribute)));

/** A copy after the commands of its README, but those that have one of these words. (Nothing of `batch` asks for its keys.) */
export async function filled(name: string, left: readonly string[] = []): Promise<TemplateCopy> {
  const copy = new TemplateCopy(name);
  const without = name === 'batch' ? [...left, 'bash keys.sh'] : left;
  const steps = copy.steps().filter((step) => !without.some((word) => step.includes(word)));
  await copy.done(steps.join('\n'));
  return copy;
}

/** Why a copy's host is not built. */
export async function refusal(copy: TemplateCopy, host: string): Promise<string> {
  const { exitCode, said } = await evaluation(of(copy, `toplevels.${host}`));
  expect(exitCode).not.toBe(0);
  return said;
}
