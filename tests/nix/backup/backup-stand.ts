import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { vi } from 'vitest';
import { signalGroup } from '../../../services/host/group.ts';
import { checkout } from '../../support/checkout.ts';
import { fleetEnvironment } from '../../support/environment.ts';
import { type Ended, runToEnd, startProgram } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated } from '../evaluate.ts';

const Command = Type.Object({
  environment: Type.Record(Type.String(), Type.String()),
  backup: Type.Array(Type.String()),
  verify: Type.Array(Type.String()),
});

/** What is written down about a run: `status.json`, `verify.json`. */
export const BackupRecord = Type.Object(
  {
    lastRun: Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$` }),
    status: Type.Union([Type.Literal('success'), Type.Literal('failure')]),
    hostname: Type.String(),
    lastSuccess: Type.Union([Type.String(), Type.Null()]),
    result: Type.String(),
    message: Type.String(),
  },
  { additionalProperties: false },
);
export type BackupRecord = Type.Static<typeof BackupRecord>;

/** What a test says otherwise than the stand: the arguments of `nix/lib/backup-command.nix`. */
export type BackupSettings = Readonly<Record<string, unknown>>;

/** A machine's files, a repository and the backup's own state in folders of a test, and the scripts to run over them. */
export interface BackupStand {
  readonly folder: string;
  readonly data: string;
  readonly repository: string;
  readonly state: string;
  readonly passwordFile: string;
  /** What our programs run in, as a service would. */
  environment(settings?: BackupSettings): Promise<NodeJS.ProcessEnv>;
  /** Runs the script as the service does, and writes down how it ended, as the service does. */
  run(kind: 'backup' | 'verify', settings?: BackupSettings, onLine?: (line: string) => void): Promise<Ended>;
  record(kind: 'status' | 'verify'): BackupRecord;
}

/** The path of one of the backup's scripts. */
export const backupScript = (name: string): string => join(checkout, 'nix/scopes/backup/scripts', name);

/** A stand for one backend; the arguments of its script are those that the module makes. */
export function createBackupStand(backend: 'restic' | 'borgbackup'): BackupStand {
  const folder = tempFolder();
  const data = join(folder, 'data');
  const repository = join(folder, 'repository');
  const state = join(folder, 'state');
  const passwordFile = join(folder, "the host's password");
  const outcome = join(folder, 'outcome');
  for (const path of [data, state, join(folder, 'tmp'), join(folder, 'home')]) mkdirSync(path);
  writeFileSync(join(data, 'letter.txt'), 'Dear reader');
  writeFileSync(join(data, 'page.cache'), 'can be had again');
  writeFileSync(passwordFile, 'correct horse battery staple\n');

  async function command(settings: BackupSettings) {
    const given = {
      ...{ hostName: 'web', backend, repository, paths: [data], exclude: ['*.cache'], passwordFile },
      ...{ retention: { daily: 1, weekly: 0, monthly: 0 }, stateDirectory: state, lockWait: 0, readPercent: 100 },
      ...settings,
    };
    const file = join(folder, 'given.json');
    writeFileSync(file, JSON.stringify(given));
    const library = join(checkout, 'nix/lib/backup-command.nix');
    const expression = `import ${library} (builtins.fromJSON (builtins.readFile ${file}))`;
    return Value.Parse(Command, await evaluated({ expression }));
  }

  const environmentOf = (made: Type.Static<typeof Command>): NodeJS.ProcessEnv => ({
    ...fleetEnvironment(folder),
    ...made.environment,
    NIXFLEET_BACKUP_OUTCOME: outcome,
  });

  return {
    folder,
    data,
    repository,
    state,
    passwordFile,
    environment: async (settings = {}) => environmentOf(await command(settings)),
    async run(kind, settings = {}, onLine) {
      const made = await command(settings);
      const env = environmentOf(made);
      const program = backupScript(backend === 'restic' ? 'restic.sh' : 'borg.sh');
      const heard = onLine === undefined ? {} : { onLine };
      const ended = await runToEnd({ argv: ['bash', program, ...made[kind]], env, cwd: folder }, heard);
      const told = { SERVICE_RESULT: ended.exitCode === 0 ? 'success' : 'exit-code' };
      const record = ['bash', backupScript('record.sh'), kind === 'backup' ? 'status' : 'verify'] as const;
      const written = await runToEnd({ argv: [...record], env: { ...env, ...told } });
      if (written.exitCode !== 0) throw new Error(written.said);
      return ended;
    },
    record: (kind) => Value.Parse(BackupRecord, JSON.parse(readFileSync(join(state, `${kind}.json`), 'utf8'))),
  };
}

/** Somebody who holds the lock of the stand's own state until the returned function is called. */
export async function ownLockHeld(stand: BackupStand): Promise<() => Promise<void>> {
  const lock = join(stand.state, 'lock');
  const env = await stand.environment();
  const holder = await startProgram(
    'flock',
    { argv: ['flock', lock, 'sleep', '600'], env },
    join(stand.folder, 'holder.log'),
  );
  const isHeld = async () => (await runToEnd({ argv: ['flock', '-n', lock, 'true'], env })).exitCode !== 0;
  await vi.waitUntil(isHeld, { timeout: 100_000 });
  return async () => {
    signalGroup(holder.pid, 'SIGKILL');
    await holder.ended;
  };
}

/** Whether a repository was made at all. */
export const isMade = (stand: BackupStand): boolean => existsSync(join(stand.repository, 'config'));
