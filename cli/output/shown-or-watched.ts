import type { ExitCode } from '../line/verb.ts';
import type { Session } from '../session.ts';
import { type Sight, sightLines } from './sight.ts';

/** What a verb shows once, or again and again. */
export interface Showing<Seen> {
  /** Looks once; the signal gives the look up. */
  readonly look: (signal?: AbortSignal) => Promise<Seen>;
  readonly sightOf: (seen: Seen) => Sight;
}

/** Shows what is seen now, with `--json` as it is; with `--watch` again and again. */
export async function shownOrWatched<Seen>(
  { look, sightOf }: Showing<Seen>,
  { watch, interval }: { readonly watch: boolean; readonly interval: number },
  session: Pick<Session, 'isJson' | 'screen' | 'interruption'>,
): Promise<ExitCode> {
  const { screen, isJson } = session;
  if (watch) {
    const { watched } = await import('./watch.ts');
    return watched({ look: async (signal) => sightOf(await look(signal)), intervalSeconds: interval }, session);
  }
  const seen = await look();
  if (isJson) screen.json(seen);
  else screen.say(sightLines(sightOf(seen), screen.width).join('\n'));
  return 0;
}
