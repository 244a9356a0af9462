/** Where the values of variables come from. */
export interface Variables {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
}

const VARIABLE = /\$\{([A-Za-z_]\w*)\}/g;
/** Also what only a shell would understand. */
const ANY_VARIABLE = /\$\{([^}]*)\}/g;

/**
 * Replaces each `${NAME}`, once: what a variable holds is not looked at again. `HOSTNAME` and `HOST` fall back to the machine's
 * name; others that are not set to nothing, or in what a shell will read to themselves: it knows variables that we do not.
 */
export function expanded(text: string, { env, hostname }: Variables, isForShell = false): string {
  const unless = (name: string, written: string) =>
    name === 'HOSTNAME' || name === 'HOST' ? hostname : isForShell ? written : '';
  return text.replace(VARIABLE, (written, name: string) => env[name] ?? unless(name, written));
}

/**
 * The first variable in a text that may be a secret; undefined when all of them say who and where we are. A file that came with a
 * repository must not decide what of the environment is sent to whom.
 */
export const untoldVariable = (text: string): string | undefined =>
  [...text.matchAll(ANY_VARIABLE)].map(([, name = '']) => name).find((name) => !isHarmless(name));

const isHarmless = (name: string): boolean =>
  /^(HOSTNAME|HOST|USER|LOGNAME)$/.test(name) || (name.startsWith('NIXFLEET_') && !SECRET.test(name));

/** `NIXFLEET_API_KEY` above all. */
const SECRET = /KEY|TOKEN|SECRET|PASS|CREDENTIAL/i;
