/** Colours a word by what it means; the text itself when colours are off. */
export type Paint = (text: string) => string;

/** Words of the documentation; and what comes and what goes, as a difference is written. */
const GREEN = /^(ok|completed|healthy|succeeded|active|in_sync|reverted|met|verified)$|^\+ /;
const RED = /^(error|failed|unhealthy|revert_failed|revert_incomplete|not-met|other-key|forged)$|^- /;
const YELLOW =
  /^(paused|pending|soaking|waiting_health|deploying|maintenance|provisioning|outdated|reverting|unjudged)$|\(stale\)|^(~ |reboot required|drifted since|disk low|clock off by)/;

/** Colours for a terminal, unless the environment forbids them; `CLICOLOR_FORCE` asks for them everywhere. */
export function createPaint(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Paint {
  const { NO_COLOR: no, TERM: term, CLICOLOR: wish, CLICOLOR_FORCE: force } = env;
  const isForced = force !== undefined && force !== '0';
  const isColoured = isForced || (isTerminal && !no && term !== undefined && term !== 'dumb' && wish !== '0');
  return isColoured ? painted : (text) => text;
}

function painted(text: string): string {
  const word = text.trim().toLowerCase();
  const colour = YELLOW.test(word) ? 33 : GREEN.test(word) ? 32 : RED.test(word) ? 31 : undefined;
  return colour === undefined ? text : `\u001b[${colour}m${text}\u001b[39m`;
}
