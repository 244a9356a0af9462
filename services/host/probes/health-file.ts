import { readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadConfig } from '../../../machines/errors.ts';

const Seconds = (standard: number) => Type.Optional(Type.Number({ default: standard }));

/** A GET that must answer with one status. */
export const HttpCheck = Type.Object({
  url: Type.String(),
  timeout: Seconds(3),
  expectedStatus: Type.Optional(Type.Integer()),
  expected_status: Type.Optional(Type.Integer()),
});
export type HttpCheck = Static<typeof HttpCheck>;

/** A shell command that must exit 0. */
export const CommandCheck = Type.Object({ name: Type.String(), command: Type.String(), timeout: Seconds(5) });
export type CommandCheck = Static<typeof CommandCheck>;

/** The health-check file, as the NixOS and nix-darwin modules write it; unknown members are ignored. */
export const HealthFile = Type.Object({
  systemd: Type.Optional(Type.Array(Type.Object({ units: Type.Array(Type.String()) }))),
  launchd: Type.Optional(Type.Array(Type.Object({ labels: Type.Array(Type.String()) }))),
  http: Type.Optional(Type.Array(HttpCheck)),
  command: Type.Optional(Type.Array(CommandCheck)),
});
export type HealthFile = Static<typeof HealthFile>;

/** Reads the checks that a machine is configured with. Throws `BadConfig` that says what is wrong with the file. */
export async function readHealthFile(path: string): Promise<HealthFile> {
  const checks = await parsed(path);
  if (!Value.Check(HealthFile, checks)) {
    const [first] = Value.Errors(HealthFile, checks);
    throw new BadConfig(`${path}: ${first?.instancePath || 'the file'} ${first?.message ?? 'has the wrong shape'}`, {
      path,
    });
  }
  const twice = checks.http?.find((check) => check.expectedStatus !== undefined && check.expected_status !== undefined);
  if (twice)
    throw new BadConfig(`${path}: ${twice.url} has both expectedStatus and expected_status; keep one`, { path });
  return checks;
}

async function parsed(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new BadConfig(`cannot read health checks from ${path}: ${String(cause)}`, { path }, { cause });
  }
}
