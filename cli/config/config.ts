/** What one layer says; what it does not say is undefined. */
export interface Settings {
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly caCert?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly cacheUrl?: string | undefined;
  readonly pushTo?: string | undefined;
  readonly strategy?: string | undefined;
  readonly onFailure?: string | undefined;
  readonly failureThreshold?: string | undefined;
  readonly healthTimeoutSeconds?: number | undefined;
  readonly soakSeconds?: number | undefined;
  readonly successThreshold?: string | undefined;
  readonly progressDeadlineSeconds?: number | undefined;
}

/** What all layers say together. */
export interface Config extends Settings {
  readonly url: string;
}

/** The layers that a configuration is made of, but for the keys. */
export interface Layers {
  readonly flags: Settings;
  readonly environment: Settings;
  readonly file: Settings;
}

const DEFAULT_URL = 'http://localhost:8080';

/**
 * Flags win over the environment, that over the credentials, these over the file. The key in the
 * credentials is looked up once, for the URL that came out, so that it goes to no other server.
 */
export function configuration(layers: Layers, keyFor: (url: string) => string | undefined): Config {
  const merged = { ...said(layers.file), ...said(layers.environment), ...said(layers.flags) };
  const url = normalUrl(merged.url ?? DEFAULT_URL);
  return { ...merged, url, apiKey: merged.apiKey ?? keyFor(url) };
}

/** Settings from the environment. */
export const environmentSettings = (env: Readonly<Record<string, string | undefined>>): Settings => ({
  url: env['NIXFLEET_CONTROL_PLANE_URL'],
  apiKey: env['NIXFLEET_API_KEY'],
  caCert: env['NIXFLEET_CA_CERT'],
  clientCert: env['NIXFLEET_CLIENT_CERT'],
  clientKey: env['NIXFLEET_CLIENT_KEY'],
});

/** Without the slash at its end: one server has one name. */
export const normalUrl = (url: string): string => url.replace(/\/+$/, '');

/** Without what is unset; an empty text counts as that. */
const said = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ''));
