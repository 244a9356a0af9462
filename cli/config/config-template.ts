/** What may be given to `init`, by flag. */
export type InitValues = Readonly<Record<string, string | undefined>>;

/** Tables of the file, and for each key the flag that gives it. */
const TABLES: readonly {
  readonly name: string;
  readonly about: string;
  readonly keys: Readonly<Record<string, string>>;
}[] = [
  {
    name: 'control-plane',
    about: 'Where the control plane is.',
    keys: { url: 'control-plane-url', 'ca-cert': 'ca-cert' },
  },
  {
    name: 'tls',
    about: 'What we show it. ${HOSTNAME} is this machine.',
    keys: { 'client-cert': 'client-cert', 'client-key': 'client-key' },
  },
  {
    name: 'cache',
    about: 'Where closures are pushed, and where agents fetch them.',
    keys: { url: 'cache-url', 'push-to': 'push-to' },
  },
  {
    name: 'cache.hook',
    about: 'Used with --hook; {} is the store path.',
    keys: { url: 'hook-url', 'push-cmd': 'hook-push-cmd' },
  },
  {
    name: 'deploy',
    about: 'How rollouts go, unless flags say otherwise.',
    keys: { strategy: 'strategy', 'on-failure': 'on-failure' },
  },
];

/** A `.nixfleet.toml` with the given values and nothing else. */
export function configTemplate(values: InitValues): string {
  const tables = TABLES.flatMap(({ name, about, keys }) => {
    const lines = Object.entries(keys).flatMap(([key, flag]) =>
      values[flag] ? [`${key} = ${quoted(values[flag])}`] : [],
    );
    return lines.length === 0 ? [] : [[`# ${about}`, `[${name}]`, ...lines, ''].join('\n')];
  });
  return tables.join('\n');
}

/** A JSON string is a TOML string, but for DEL, which TOML wants escaped. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');
