import { BadInput } from '../../machines/errors.ts';
import { cacheUrlOf, withoutSecrets } from '../../services/host/cache-url.ts';

/** What `nix copy --to` takes and more than this machine can mean; the last ones are stores that no agent can fetch from. */
const SCHEMES = 'http://, https://, s3://, ssh://, ssh-ng://, file:// or local?root=';
const PUSH_URL = /^(?:(https?|s3|ssh|ssh-ng|file|unix):\/\/([^?]*)|(?:local|daemon|auto))(?:\?.*)?$/;
/** User, host (in brackets if it has colons) and port. */
const SSH_AUTHORITY =
  /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?\])(?::\d{1,5})?$/;

/** What says where a store is; all else of a push URL (keys, profiles, how to pack) is for who pushes. */
const FOR_AGENTS = new Set(['region', 'endpoint', 'scheme', 'addressing-style', 'priority', 'want-mass-query']);

const LONGEST_URL = 2048;

/** A URL that `nix copy --to` may be given; `origin` is the flag or key that says it. Throws `BadInput`, without its secrets. */
export function pushUrlOf(text: string, origin: string): string {
  const refused = (why: string) =>
    new BadInput(`${origin} is no URL to push to: ${JSON.stringify(withoutSecrets(text).slice(0, 200))}; ${why}`);
  if (/[\u0000-\u001f\u007f]/.test(text)) throw refused('it has control characters');
  if (text.length > LONGEST_URL) throw refused(`it is longer than ${LONGEST_URL} characters`);
  if (/^[./~]/.test(text)) throw refused('a folder is written file:///its/path');
  const [matched, scheme, place = ''] = PUSH_URL.exec(text) ?? [];
  if (matched === undefined) throw refused(`use ${SCHEMES}`);
  const [authority = ''] = place.split('/');
  if (scheme?.startsWith('ssh') && !SSH_AUTHORITY.test(authority))
    throw refused('after :// comes user@host; what else ssh needs belongs into ~/.ssh/config');
  if (authority.startsWith('-')) throw refused('a host must not begin with "-"');
  return text;
}

/**
 * Where agents fetch what was pushed to a URL: the same place, without what only the pusher needs; null for a store that
 * only this machine has. Throws `BadInput` when agents would have to know a secret.
 */
export function fetchUrlFor(pushUrl: string): string | null {
  const [, scheme, place = ''] = PUSH_URL.exec(pushUrl) ?? [];
  if (scheme === undefined || scheme === 'unix') return null;
  const query = (pushUrl.split('?')[1] ?? '').split('&').filter((part) => FOR_AGENTS.has(part.split('=')[0] ?? ''));
  const address = `${scheme}://${place}`;
  // What stands before an @, of the host or of an endpoint, may be a password.
  if (withoutSecrets(address) === address && !/@|%40/.test(query.join()))
    return cacheUrlOf(query.length > 0 ? `${address}?${query.join('&')}` : address);
  throw new BadInput(
    `${withoutSecrets(address)} needs a user or a password, which every agent would be told; say where agents fetch from with --cache-url or [cache] url`,
  );
}

/** A URL that agents may be told; `origin` is the flag or key that says it. Throws `BadInput`. */
export function agentUrlOf(text: string, origin: string): string {
  try {
    return cacheUrlOf(text);
  } catch (error) {
    throw error instanceof BadInput ? new BadInput(`${origin}: ${error.message}`) : error;
  }
}
