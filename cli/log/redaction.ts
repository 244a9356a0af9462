import { withoutSecrets } from '../../services/host/cache-url.ts';
import { isNamedSecret, withoutNamedSecrets } from './named-secrets.ts';

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

const VALUE = `(?:"[^"]*"|'[^']*'|[^\\s&"']+)`;
/** Flags whose value is a secret, or a command that may hold one; `--client-key` is a path. */
const FLAG = '--(?:api-key|save-key|hook-push-cmd|[a-z-]{0,32}(?:token|secret|password|passphrase))';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]{0,32}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, '***'],
  [/\bnfk-[\w-]+/g, 'nfk-***'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***'],
  [/\b(bearer)\s+[\w.~+/=-]+/gi, '$1 ***'],
  [/\b(authorization["']?\s*[:=]\s*["']?\s*(?:(?:basic|bearer)\s+)?)[^\s"']+/gi, '$1***'],
  [new RegExp(`(${FLAG})(=|\\s+)${VALUE}`, 'g'), '$1$2***'],
];

/** What is shorter is found in too many texts. */
const SHORTEST = 8;

/** Takes out what looks like a secret, and these texts wherever they stand. */
export function createRedaction(secrets: readonly string[]): Redact {
  const known = secrets.filter((secret) => secret.length >= SHORTEST).toSorted((a, b) => b.length - a.length);
  return (text) => {
    const told = known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    const rest = PATTERNS.reduce((left, [pattern, shown]) => left.replace(pattern, shown), withoutSecrets(told));
    return withoutNamedSecrets(rest);
  };
}

/** The values of variables that are named like secrets; paths of files with secrets are none. */
export const secretsIn = (env: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(env).flatMap(([name, value]) => (value !== undefined && isNamedSecret(name, value) ? [value] : []));

const SECRET_FIELD = /^(?:api_?key|password|secret|token|authorization)$/i;
const WHOLE_FLAG = new RegExp(`^${FLAG}$`);

/** A command line without its secrets: what follows `--api-key` is one, whatever it looks like. */
export const redactedArgv = (argv: readonly string[], redact: Redact): string[] =>
  argv.map((word, index) => (WHOLE_FLAG.test(argv[index - 1] ?? '') ? '***' : redact(joinedFlag(word))));

/** A flag with its value in one word, which may have blanks. */
const joinedFlag = (word: string): string => word.replace(new RegExp(`^(${FLAG}=)[\\s\\S]*$`), '$1***');

/** Data without the secrets in its texts; lists called `argv` are taken for command lines. */
export function redactedData(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactedData(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, redactedField(name, field, redact)]));
}

function redactedField(name: string, field: unknown, redact: Redact): unknown {
  if (SECRET_FIELD.test(name) && typeof field === 'string') return '***';
  const isLine = name === 'argv' && Array.isArray(field) && field.every((word) => typeof word === 'string');
  return isLine ? redactedArgv(field, redact) : redactedData(field, redact);
}
