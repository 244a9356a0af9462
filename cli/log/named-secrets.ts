/** Names like `AWS_SECRET_ACCESS_KEY`, `PGPASSWORD`, `MY_DEPLOY_PASS`, `apiKey`; not `KEYBOARD`, `GIT_ASKPASS`. */
const SECRET_NAMES =
  /secret|passwor[dt]|passwd|passphrase|credential|token(?:_|$)|(?<!ask|by|com)pass\d*$|[a-z\d_-]pwd$|(?:^|_)auth$|(?:^|[_-]|api|access|private)key(?:_|$)/i;
/** What is named so is no secret itself: the path of a file, what everybody may know. */
const OTHER_NAMES = /(?:file|path|dir)s?$|public/i;
/** Those that may stand before a colon: `my-secrets: not found` is said of something else. */
const FIELD_NAMES =
  /(?:secret|passwor[dt]|passwd|passphrase|credentials?|token|(?:api|access|private|secret)[_-]?key|(?<!ask|by|com)pass)$/i;

/** How values are given their names in texts, and what of what follows is the value. */
const WAYS: readonly Way[] = [
  {
    named: /(?<![\w-])([a-z_][\w-]{0,127})[ \t]{0,3}=[ \t]{0,3}/gi,
    value: /"[^"]*"|'[^']*'|[^\s&"']+/y,
    isSecret: isNamedSecret,
  },
  {
    named: /(?<![\w-])([a-z_][\w-]{0,127})["']?\s{0,3}:\s{0,3}/gi,
    value: /"[^"]*"|'[^']*'|[^\s"',]+/y,
    isSecret: (name) => FIELD_NAMES.test(name),
  },
];

interface Way {
  readonly named: RegExp;
  readonly value: RegExp;
  readonly isSecret: (name: string, value: string) => boolean;
}

/** Whether a value that is assigned to this name is a secret. */
export function isNamedSecret(name: string, value: string): boolean {
  // Where we are.
  if (/^(?:OLD)?PWD$/.test(name)) return false;
  if (!SECRET_NAMES.test(name) || OTHER_NAMES.test(name)) return false;
  // The key of mTLS is a file with us.
  return !(/client[_-]?key$/i.test(name) && /^["']?(?:[./~]|file:)/.test(value));
}

/** A text without values that have the names of secrets: `name=value`, `name: value`. */
export const withoutNamedSecrets = (text: string): string => WAYS.reduce(withoutValues, text);

/** What is no secret is looked through for others: `set=TOKEN=…`. */
function withoutValues(text: string, way: Way): string {
  const [named, value] = [new RegExp(way.named), new RegExp(way.value)];
  let shown = '';
  let from = 0;
  for (let found = named.exec(text); found; found = named.exec(text)) {
    const [, name = ''] = found;
    if (!way.isSecret(name, '')) continue;
    value.lastIndex = named.lastIndex;
    const [secret] = value.exec(text) ?? [];
    if (secret === undefined || !way.isSecret(name, secret)) continue;
    shown += `${text.slice(from, named.lastIndex)}***`;
    from = value.lastIndex;
    named.lastIndex = from;
  }
  return shown + text.slice(from);
}
