import { existsSync } from 'node:fs';

const JOURNALD = '/usr/lib/systemd/systemd-journald';

/** Why no journal can be written for the tests; undefined: one can. */
export function journaldProblem() {
  if (!existsSync(JOURNALD)) return `There is no ${JOURNALD}: run the tests where systemd is.`;
  if (process.getuid?.() !== 0) return 'Only root can give journald a /run of its own: run the tests as root.';
  return undefined;
}
