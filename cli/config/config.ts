import { isAbsolute } from 'node:path';
import { isSendable } from './api-key.ts';
import type { Credentials } from './credentials.ts';
import { isLoopback } from './loopback.ts';
import { type Origin, originText } from './origin.ts';
import { normalUrl } from './server-url.ts';
import type { SettingName, Settings } from './settings.ts';
import { SETTINGS } from './setting-table.ts';

/** What all layers say together. */
export interface Config extends Settings {
  readonly url: string;
  /** Who has said what: of every setting that somebody has. */
  readonly origins?: Origins;
  /** Why there is a key and it is not used: who connects is told this instead. */
  readonly keyProblem?: string | undefined;
}

export type Origins = Readonly<Partial<Record<SettingName, Origin>>>;

/** One layer: what it says, and where. */
export interface Layer {
  readonly settings: Settings;
  readonly origins: Origins;
}

const DEFAULT_URL = 'http://localhost:8080';

/**
 * What the layers, highest first, say together; where none has a key, the credentials may. An empty text is not said. The
 * credentials are asked once, for the URL that came out, so that a key goes to no other server.
 */
export function configuration(layers: readonly Layer[], credentials: Credentials): Config {
  const settings: Record<string, Settings[SettingName]> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  for (const { name } of SETTINGS) {
    const layer = layers.find((candidate) => isSaid(candidate.settings[name]));
    if (layer === undefined) continue;
    settings[name] = layer.settings[name];
    origins[name] = layer.origins[name] ?? { from: 'default' };
  }
  const merged: Settings = settings;
  const url = normalUrl(merged.url ?? DEFAULT_URL);
  return { ...merged, url, ...keyOf({ ...merged, url }, { origins, credentials }) };
}

/** What decides over a key beside the settings. */
interface KeySources {
  readonly origins: Origins;
  readonly credentials: Credentials;
}

/** The key that is sent to the URL, or why none is. */
function keyOf(
  { url, apiKey }: Config,
  { origins, credentials }: KeySources,
): Pick<Config, 'apiKey' | 'origins' | 'keyProblem'> {
  const kept = credentials.keys.get(url);
  const key = apiKey ?? kept?.key;
  const origin: Origin | undefined = origins.apiKey ?? (kept && { from: 'credentials', path: kept.path });
  if (key === undefined || origin === undefined) return { apiKey: undefined, origins, keyProblem: credentials.problem };
  const told = { ...origins, apiKey: origin };
  const held = (keyProblem: string) => ({ apiKey: undefined, origins: told, keyProblem });
  if (!isSendable(key))
    return held(
      `the API key (${originText(origin)}) cannot be sent: it has a blank or a control character in it, or is too long`,
    );
  // An entry for the URL says that its user has dealt with it before, if only that user could have made it: without a home the
  // credentials are in the current folder, which may have come with the same repository.
  const isKnown = kept !== undefined && (isAbsolute(kept.path) || origin.from === 'credentials');
  if (!isKnown && origins.url !== undefined && !isTrusted(url, origins.url)) {
    // What cannot be read may have had the entry.
    const unread = credentials.problem === undefined ? '' : `. Besides, ${credentials.problem}`;
    return held(heldBack(url, origins.url) + unread);
  }
  return { apiKey: key, origins: told };
}

/**
 * Whether a secret that was given for no URL in particular may go to this one. A file that came with a repository is no reason to
 * trust a server: somebody else may have written it.
 */
export const isTrusted = (url: string, origin: Origin | undefined): boolean =>
  origin?.from !== 'file' || origin.isNamed || isLoopback(url);

/** The sentence for a secret that is held back. No URL in what is to be typed: it is not ours, and a shell would read it. */
const heldBack = (url: string, origin: Origin): string =>
  `the API key is not sent to ${url}: only ${originText(origin)} names this control plane, and who has written that file would ` +
  'get the key. If it is the right one, name it with NIXFLEET_CONTROL_PLANE_URL=<url> or --control-plane-url <url>, or keep ' +
  'the key for it: nixfleet bootstrap --save-key -';

const isSaid = (value: Settings[SettingName]): boolean =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
