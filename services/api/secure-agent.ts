import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { type ClientTls, secureContext } from './trust.ts';

/**
 * Keeps TLS connections, or at least their sessions; a module of its own because a plain connection starts faster without
 * Node's TLS.
 */
export const secureAgent = (tls: ClientTls | undefined, { keepAlive = true } = {}): Agent =>
  new Agent({ keepAlive, secureContext: contextOf(tls) });

/** Keeps nothing: each connection agrees on its keys anew. */
export const forgetfulAgent = (tls: ClientTls | undefined): Agent =>
  new Agent({ keepAlive: false, maxCachedSessions: 0, secureContext: contextOf(tls) });

/** Made once: to read all of a system's roots takes some 20 ms, which each connection would spend. */
const contextOf = (tls: ClientTls | undefined) => tls?.context ?? createSecureContext(secureContext(tls));
