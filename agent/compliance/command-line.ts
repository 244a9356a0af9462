import { parseArgs } from 'node:util';
import { BadUsage, failureOf } from '../../machines/errors.ts';

/** The verbs of the program. */
export const VERBS = ['check', 'collect', 'gate', 'verify', 'sbom', 'drill', 'probe'] as const;
export type VerbName = (typeof VERBS)[number];

/** How a report is written. */
export const FORMATS = ['table', 'json', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** What was asked for. */
export interface Asked {
  readonly verb: VerbName;
  /** What stands after the verb: a control, what is to be verified, or the kind of a drill. */
  readonly subject: string | undefined;
  readonly root: string;
  readonly config: string | undefined;
  readonly frameworks: readonly string[];
  readonly controls: readonly string[];
  readonly format: Format;
  readonly isVerbose: boolean;
  readonly isLive: boolean;
  readonly fails: boolean;
  readonly isHistory: boolean;
  readonly metricsFile: string | undefined;
  readonly options: string | undefined;
  readonly key: string | undefined;
  readonly allowedSigners: string | undefined;
  readonly host: string | undefined;
  readonly file: string | undefined;
  readonly minutes: string | undefined;
  readonly by: string | undefined;
  readonly note: string | undefined;
}

const TEXT = { type: 'string' } as const;
const SWITCH = { type: 'boolean', default: false } as const;
const LIST = { type: 'string', multiple: true } as const;

const OPTIONS = {
  root: TEXT,
  config: TEXT,
  framework: LIST,
  control: LIST,
  format: { ...TEXT, default: 'table' },
  verbose: { ...SWITCH, short: 'v' },
  live: SWITCH,
  fail: SWITCH,
  history: SWITCH,
  'metrics-file': TEXT,
  options: TEXT,
  key: TEXT,
  'allowed-signers': TEXT,
  host: TEXT,
  file: TEXT,
  minutes: TEXT,
  by: TEXT,
  note: TEXT,
} as const;

/** Which options a verb has, besides `--root` and `--config`. */
const OF_VERB: Readonly<Record<VerbName, readonly string[]>> = {
  check: ['framework', 'control', 'format', 'verbose', 'live'],
  collect: ['fail', 'metrics-file'],
  gate: [],
  verify: ['key', 'allowed-signers', 'host', 'history'],
  sbom: ['file'],
  drill: ['minutes', 'by', 'note', 'file'],
  probe: ['options'],
};

/** Reads what is asked for. Throws `BadUsage`. */
export function readCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Asked {
  const [name, ...rest] = argv;
  const verb = VERBS.find((each) => each === name);
  if (verb === undefined)
    throw new BadUsage(
      `${name === undefined ? 'a verb is missing' : `no verb "${name}"`}: ${VERBS.join(', ')}; see --help`,
    );
  const { values, positionals, tokens } = parsed(rest);
  const stray = tokens.find((token) => token.kind === 'option' && !isOf(verb, token.name));
  if (stray?.kind === 'option') throw new BadUsage(`${verb} has no option --${stray.name}; see --help`);
  const [subject, ...more] = positionals;
  const takesOne = verb === 'probe' || verb === 'verify' || verb === 'drill';
  const extra = takesOne ? more[0] : subject;
  if (extra !== undefined) throw new BadUsage(`unexpected argument ${JSON.stringify(extra)}; see --help`);
  const format = FORMATS.find((each) => each === values.format);
  if (format === undefined)
    throw new BadUsage(`--format is ${FORMATS.join(', ')}, not ${JSON.stringify(values.format)}`);
  return {
    verb,
    subject,
    format,
    root: values.root || env['NIXFLEET_ROOT'] || '/',
    config: values.config,
    frameworks: values.framework ?? [],
    controls: values.control ?? [],
    isVerbose: values.verbose || env['VERBOSE'] === '1',
    isLive: values.live,
    fails: values.fail,
    isHistory: values.history,
    metricsFile: values['metrics-file'],
    options: values.options,
    key: values.key,
    allowedSigners: values['allowed-signers'],
    host: values.host,
    file: values.file,
    minutes: values.minutes,
    by: values.by,
    note: values.note,
  };
}

const isOf = (verb: VerbName, option: string): boolean =>
  option === 'root' || option === 'config' || OF_VERB[verb].includes(option);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (cause) {
    throw new BadUsage(`${failureOf(cause).message.split('. ')[0]}; see --help`, {}, { cause });
  }
}
