import type { FastifyInstance } from 'fastify';
import { BadConfig } from '../../machines/errors.ts';

/** Where to listen; port 0 is any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Listens; the URL that it really got. Throws `BadConfig` that says what is in the way, and which `flag` to change. */
export async function listen(
  app: Pick<FastifyInstance, 'listen'>,
  { host, port }: ListenAddress,
  flag = '--listen',
): Promise<string> {
  try {
    const got = new URL(await app.listen({ host, port }));
    return `${got.protocol}//${host.includes(':') ? `[${host}]` : host}:${got.port || port}`;
  } catch (cause) {
    throw new BadConfig(problem(cause, { host, port }, flag), { host, port }, { cause });
  }
}

function problem(error: unknown, { host, port }: ListenAddress, flag: string): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use: stop what listens there, or choose another with ${flag}`;
    case 'EACCES':
      return `port ${port} on ${host} may not be used by this user: choose one above 1023 with ${flag}`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine: choose another with ${flag}, 0.0.0.0 for all`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name ${host} cannot be resolved: give an IP address with ${flag}`;
    default:
      return `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
