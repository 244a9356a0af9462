import { KINDS, unrestorable } from '../../actors/restorable.ts';
import { type Inspection, inspected } from '../../store/inspection.ts';
import type { Schema } from '../../store/schema.ts';
import { type Command, DB_PATH_USAGE, type Screen } from './command.ts';

/** Looks through the database and says what is wrong with it. */
export const check: Command = {
  takesFile: false,
  takesForce: false,
  usage: `nixfleet-control-plane check: looks through the database and says what is wrong

Changes nothing; a control plane may run meanwhile. Ends with 1 when something is wrong.

${DB_PATH_USAGE}
`,
  run: ({ dbPath }, screen) =>
    Promise.resolve(
      inspected(dbPath, (schema, open) => {
        const problem = schemaProblem(schema);
        if (problem !== undefined) return reported({ name: 'schema', lines: [problem], remedy: '' }, screen);
        reported({ name: 'schema', lines: [], remedy: '' }, screen);
        // Each is said as it is found: a damaged file may answer some questions and not others.
        let isWell = true;
        for (const finding of findingsOf(open())) isWell = reported(finding, screen) && isWell;
        return isWell;
      }),
    ),
};

/** What a check found, and what to do about it. */
interface Finding {
  readonly name: string;
  readonly lines: readonly string[];
  readonly remedy: string;
  /** Worth knowing, and no reason to act on the database. */
  readonly isNote?: boolean;
}

const REPORT_IT = 'this is a bug: keep a backup of this database and report it';

function* findingsOf(database: Inspection): Generator<Finding> {
  const restore = 'restore a backup (nixfleet-control-plane restore FILE), and look after the disk';
  yield { name: 'file', lines: database.damage(), remedy: restore };
  yield { name: 'references', lines: database.danglingRows(), remedy: restore };
  yield {
    name: 'actors',
    lines: [...unrestorable(database.actors())],
    remedy: 'these take part in nothing as they are; run the version that wrote them, or restore a backup',
  };
  yield { name: 'mail', lines: database.lostMail(KINDS), remedy: REPORT_IT };
  yield {
    name: 'dead letters',
    lines: database.deadLetters(),
    remedy: 'these machines and rollouts were not told something: look at them; the letters go after 90 days',
    isNote: true,
  };
  yield {
    name: 'claims',
    lines: database.wrongClaims(),
    remedy: `cancel the rollouts that are named and create them anew; ${REPORT_IT}`,
  };
  yield {
    name: 'assignments',
    lines: database.wrongAssignments(),
    remedy: `set what these machines should run anew, by a new rollout; ${REPORT_IT}`,
  };
}

/** Why nothing else can be asked of it. */
function schemaProblem(schema: Schema): string | undefined {
  switch (schema.kind) {
    case 'empty':
      return 'the database has no tables: is the path right?';
    case 'foreign':
      return "this is not a control plane's database: is the path right?";
    case 'v0':
      return 'this is a database of v0.1.1; take it over with `nixfleet-control-plane import-v0`';
    case 'ours':
      if (schema.unknown.length > 0)
        return `a newer control plane has written it (${schema.unknown.join(', ')}); use that`;
      if (schema.missing.length > 0) {
        return `it is of an older control plane; start this one once, which brings it up to date (${schema.missing.join(', ')})`;
      }
      return undefined;
  }
}

const SHOWN = 10;

/** One line for the check, and one for each thing that is wrong; true: all is well. */
function reported({ name, lines, remedy, isNote = false }: Finding, { say }: Screen): boolean {
  if (lines.length === 0) {
    say(`ok     ${name}`);
    return true;
  }
  say(`${isNote ? 'note ' : 'WRONG'}  ${name}${remedy === '' ? '' : `: ${remedy}`}`);
  for (const line of lines.slice(0, SHOWN)) say(`         ${line}`);
  if (lines.length > SHOWN) say(`         and ${lines.length - SHOWN} more`);
  return isNote;
}
