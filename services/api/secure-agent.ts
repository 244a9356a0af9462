import { Agent, type AgentOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { type ClientTls, secureContext } from './trust.ts';

/**
 * Keeps TLS connections, or at least their sessions, unless told otherwise; a module of its own because a plain connection
 * starts faster without Node's TLS.
 */
export const secureAgent = (tls: ClientTls | undefined, options: AgentOptions = { keepAlive: true }): Agent =>
  new Agent(secured(tls, options));

/** What an agent is made of that trusts whom we trust, and shows who we are. */
export const secured = (tls: ClientTls | undefined, options: AgentOptions): AgentOptions => ({
  ...options,
  // Made once: to read all of a system's roots takes some 20 ms, which each connection would spend.
  secureContext: tls?.context ?? createSecureContext(secureContext(tls)),
});
