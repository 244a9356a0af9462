/** What a keeper has answered: what it says of itself by name, and what the closure said. */
export interface KeeperAnswer {
  /** The first of a name counts. */
  readonly facts: ReadonlyMap<string, string>;
  /** The generations of the system profile, as it found them: link and path. */
  readonly links: readonly (readonly [string, string])[];
  /** The last that the activation said. */
  readonly said: string;
}

/** The end of a switch on its target. */
export interface SwitchEnded {
  readonly exitCode: number;
  readonly running: string;
  /** Until the dead man acts. */
  readonly leftSeconds: number;
  readonly said: string;
}

/** How an attempt has ended on its target. */
export interface AttemptResult {
  readonly isKept: boolean;
  /** Of the way back; 0 when nothing had begun. */
  readonly exitCode: number;
  readonly running: string;
  readonly why: string;
}

const MARK = 'nixfleet ';

/** The words of a keeper among what a connection prints: banners and start-up files of shells say things too. */
export function keeperAnswer(stdout: string): KeeperAnswer {
  const facts = new Map<string, string>();
  const links: (readonly [string, string])[] = [];
  const lines = stdout.split('\n');
  const end = lines.indexOf(`${MARK}said`);
  for (const line of end === -1 ? lines : lines.slice(0, end)) {
    if (!line.startsWith(MARK)) continue;
    const [name = '', ...words] = line.slice(MARK.length).split(' ');
    const value = words.join(' ').trim();
    if (name === 'generation') links.push([words[0] ?? '', words[1] ?? '']);
    else if (!facts.has(name)) facts.set(name, value);
  }
  if (end !== -1) facts.set('said', '');
  return {
    facts,
    links,
    said:
      end === -1
        ? ''
        : lines
            .slice(end + 1)
            .join('\n')
            .trim(),
  };
}

/** How the switch ended; undefined as long as it has not. */
export function switchEnded({ facts, said }: KeeperAnswer): SwitchEnded | undefined {
  const ended = facts.get('ended');
  if (ended === undefined) return undefined;
  const [code = '', running = ''] = ended.split(' ');
  return { exitCode: numberOf(code), running, leftSeconds: numberOf(facts.get('left') ?? '0'), said };
}

/** How an attempt ended; undefined as long as it has not. */
export function attemptResult({ facts }: KeeperAnswer): AttemptResult | undefined {
  const result = facts.get('result');
  if (result === undefined) return undefined;
  const [word, code = '0'] = result.split(' ');
  const why = facts.get('why') ?? '';
  return { isKept: word === 'kept', exitCode: numberOf(code), running: facts.get('runs') ?? '', why };
}

const numberOf = (text: string): number => (/^-?\d+$/.test(text) ? Number(text) : -1);
