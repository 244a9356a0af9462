/** Where a request is to go in the end. */
export interface Destination {
  readonly isSecure: boolean;
  /** Without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
}

/** Where the URL of a web server leads. */
export function destinationOf({ protocol, hostname, port }: URL): Destination {
  const isSecure = protocol === 'https:';
  return { isSecure, hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isSecure ? 443 : 80) };
}

/** Host and port as `CONNECT` and people write them. */
export const hostAndPort = ({ hostname, port }: Pick<Destination, 'hostname' | 'port'>): string =>
  `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
