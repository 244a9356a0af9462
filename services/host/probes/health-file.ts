import { readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadConfig } from '../../../machines/errors.ts';

/** What a report takes. */
const MOST_CHECKS = 1024;

const Seconds = (standard: number) => Type.Optional(Type.Number({ default: standard }));

/** A GET that must answer with one status. */
export const HttpCheck = Type.Object({
  url: Type.String(),
  timeout: Seconds(3),
  interval: Seconds(1),
  expectedStatus: Type.Optional(Type.Integer()),
  expected_status: Type.Optional(Type.Integer()),
});
export type HttpCheck = Static<typeof HttpCheck>;

/** A shell command that must exit 0. */
export const CommandCheck = Type.Object({
  name: Type.String(),
  command: Type.String(),
  timeout: Seconds(5),
  interval: Seconds(1),
});
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
  try {
    return healthChecksIn(await readFile(path, 'utf8'), path);
  } catch (error) {
    throw error instanceof BadConfig ? error : unreadable(path, error);
  }
}

/** The checks in the text of a file. Throws `BadConfig` that says what is wrong with it. */
export function healthChecksIn(text: string, path: string): HealthFile {
  const said = parsed(text, path);
  const refused = (problem: string) => new BadConfig(`${path}: ${problem}`, { path });
  if (!Value.Check(HealthFile, said)) {
    const [first] = Value.Errors(HealthFile, said);
    throw refused(`${first?.instancePath || 'the file'} ${first?.message ?? 'has the wrong shape'}`);
  }
  const twice = said.http?.find((check) => check.expectedStatus !== undefined && check.expected_status !== undefined);
  if (twice) throw refused(`${twice.url} has both expectedStatus and expected_status; keep one`);
  const count = checkCount(said);
  if (count > MOST_CHECKS) throw refused(`${count} checks are more than the ${MOST_CHECKS} that a report takes`);
  return said;
}

/** A file that cannot be read, in words. */
export const unreadable = (path: string, cause: unknown): BadConfig =>
  new BadConfig(`cannot read health checks from ${path}: ${String(cause)}`, { path }, { cause });

const checkCount = ({ systemd = [], launchd = [], http = [], command = [] }: HealthFile): number =>
  systemd.reduce((sum, { units }) => sum + units.length, 0) +
  launchd.reduce((sum, { labels }) => sum + labels.length, 0) +
  http.length +
  command.length;

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
