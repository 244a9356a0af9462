import { BadInput } from '../../machines/errors.ts';

const SCHEMES = 'http, https, s3, ssh, ssh-ng or file';
const CACHE_URL = /^(?:https?|s3|ssh|ssh-ng|file):\/\/([^?]*)(?:\?([^?]*))?$/;

/**
 * Parameters that say where a cache is and how it packs. The control plane may name a cache, so what would lower Nix's
 * guard (`trusted`) or name a program or a file of this machine (`remote-program`, `ssh-key`) is not among them.
 */
const PARAMETERS = new Set([
  ...['region', 'endpoint', 'profile', 'scheme', 'addressing-style'],
  ...['priority', 'want-mass-query', 'compression', 'compression-level', 'parallel-compression'],
]);

/** A URL that may be given to `nix copy --from`. Throws `BadInput` that says what is wrong with it, without its secrets. */
export function cacheUrlOf(text: string): string {
  const refused = (why: string) =>
    new BadInput(`not a cache URL: ${JSON.stringify(withoutSecrets(text))}; ${why}`, {
      cacheUrl: withoutSecrets(text),
    });
  const [, place, query = ''] = CACHE_URL.exec(text) ?? [];
  if (place === undefined || !/^[\x21-\x7e]+$/.test(text)) throw refused(`use ${SCHEMES}`);
  // Ssh would take it for an option.
  if (place.startsWith('-')) throw refused('a host must not begin with "-"');
  // As they are written: what hides behind %-signs is no name that we know.
  const stray = namesIn(query).find((name) => !PARAMETERS.has(name));
  if (stray !== undefined)
    throw refused(`the parameter ${JSON.stringify(stray)} is not allowed; known are ${[...PARAMETERS].join(', ')}`);
  return text;
}

/** A text without the passwords and tokens that are part of the URLs in it. */
export const withoutSecrets = (text: string): string =>
  text.replace(URLS, (_, scheme: string, who: string | undefined, rest: string) => {
    const [, place = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(rest) ?? [];
    return `${scheme}://${shownUser(scheme, who)}${place}${query === undefined ? '' : `?${withoutValues(query)}`}`;
  });

/** Scheme, user, and the rest, to a blank or to what may enclose it; a quote may be part of a password. */
const URLS = /\b([a-z][a-z0-9+.-]{0,15}):\/\/(?:([^\s"<>/]*)@)?([^\s'"<>]*)/gi;

/** A name without a password may be a token, but to ssh: there it is whom to be. */
function shownUser(scheme: string, who: string | undefined): string {
  if (who === undefined) return '';
  return scheme.startsWith('ssh') && !who.includes(':') ? `${who}@` : '***@';
}

const withoutValues = (query: string): string =>
  query
    .split('&')
    .map((parameter) => {
      const at = parameter.indexOf('=');
      return at === -1 || PARAMETERS.has(parameter.slice(0, at)) ? parameter : `${parameter.slice(0, at)}=***`;
    })
    .join('&');

const namesIn = (query: string): string[] =>
  query.split('&').flatMap((parameter) => (parameter === '' ? [] : [parameter.split('=', 1)[0] ?? '']));
