import { BadConfig } from '../../machines/errors.ts';
import { type Destination, destinationOf } from './proxy/destination.ts';

/** A control plane's URL taken apart; `prefix` is put before every path. */
export interface BaseUrl extends Destination {
  /** As it is shown to people: no trailing slash, no credentials. */
  readonly shown: string;
  readonly origin: string;
  /** What the `Host` header says. */
  readonly host: string;
  readonly prefix: string;
}

/** Reads a control plane's URL; trailing slashes and a path before the API are fine. Throws `BadConfig`. */
export function baseUrl(text: string): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new BadConfig(`\`${text}\` is not a URL of a control plane: it should look like https://host:8080`, {
      url: text,
    });
  }
  const prefix = url.pathname.replace(/\/+$/, '');
  return {
    shown: `${url.origin}${prefix}`,
    origin: url.origin,
    ...destinationOf(url),
    host: url.host,
    prefix,
  };
}

/** What fills a path and the query behind it; a list is a repeated key, undefined is left out. */
export interface PathValues {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
}

/**
 * A path of the contract filled in and percent-encoded. Kept as text: `URL` would resolve `..` away,
 * which can be an id.
 */
export function filledPath(pattern: string, { params = {}, query = {} }: PathValues): string {
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) search.append(name, one);
  }
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}
