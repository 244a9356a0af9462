import { BadConfig } from '../../../machines/errors.ts';
import { destinationOf } from './destination.ts';

/** A proxy, and who has named it. */
export interface ProxyServer {
  /** As it is shown to people, with the variable that names it; no credentials. */
  readonly shown: string;
  /** The variable that names it. */
  readonly variable: string;
  /** Whether it is itself spoken to over TLS. */
  readonly isSecure: boolean;
  /** Without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
  /** What `Proxy-Authorization` says: its user and password. */
  readonly authorization: string | undefined;
}

const EXAMPLE = 'http://proxy.example:3128';

/**
 * Reads what a variable says; a host and a port alone are a proxy over HTTP. Throws `BadConfig` that does not repeat the text:
 * where it cannot be read, nobody knows which part of it is the password.
 */
export function proxyServer(text: string, variable: string): ProxyServer {
  const url = urlIn(text, variable);
  if (!/^https?:$/.test(url.protocol)) {
    throw new BadConfig(
      `${variable} names a proxy of the kind ${url.protocol.slice(0, -1)}, which is not supported: ` +
        `name one that speaks HTTP, like ${EXAMPLE}, or take the variable away`,
      { variable },
    );
  }
  return {
    shown: `${url.origin} (${variable})`,
    variable,
    ...destinationOf(url),
    authorization: authorizationOf(url, variable),
  };
}

function urlIn(text: string, variable: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  // A sign in the password that ends the host would leave a part of it in sight, and the host would be another.
  if (url !== undefined && url.hostname !== '' && !`${url.pathname}${url.search}${url.hash}`.includes('@')) return url;
  throw new BadConfig(
    `${variable} is not the URL of a proxy: it should look like ${EXAMPLE}, or http://user:password@proxy.example:3128 ` +
      'with special characters of the password written as %-codes (# is %23, / is %2F, @ is %40)',
    { variable },
  );
}

function authorizationOf({ username, password }: URL, variable: string): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw new BadConfig(`the user or password in ${variable} has a % that begins no %-code: write %25 for it`, {
      variable,
    });
  }
}
