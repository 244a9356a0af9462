/** Where the values of variables come from. */
export interface Variables {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
}

/**
 * Replaces each `${NAME}`, once: what a variable holds is not looked at again. `HOSTNAME` and `HOST`
 * fall back to the machine's name, others to nothing.
 */
export function expanded(text: string, { env, hostname }: Variables): string {
  return text.replace(
    /\$\{([^}]*)\}/g,
    (_, name: string) => env[name] ?? (name === 'HOSTNAME' || name === 'HOST' ? hostname : ''),
  );
}
