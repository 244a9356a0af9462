/** Where a request is to go in the end. */
export interface Destination {
  readonly isSecure: boolean;
  /** Without the brackets of IPv6. */
  readonly hostname: string;
  readonly port: number;
}

/** Host and port as `CONNECT` and people write them. */
export const hostAndPort = ({ hostname, port }: Pick<Destination, 'hostname' | 'port'>): string =>
  `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
