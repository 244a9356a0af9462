import { Agent } from 'node:https';
import { type ClientTls, secureContext } from './trust.ts';

/** Keeps TLS connections; a module of its own because a plain connection starts faster without Node's TLS. */
export const secureAgent = (tls: ClientTls | undefined): Agent => new Agent({ keepAlive: true, ...secureContext(tls) });
