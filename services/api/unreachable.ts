import { Unreachable } from '../../machines/errors.ts';

/** The code of an error that is a proxy's: its message says all that is to be said. */
export const PROXY_FAILED = 'PROXY_FAILED';

/** Why nothing came back from `url`, and what to do about it. */
export function unreachable(url: string, error: unknown): Unreachable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? error.message : String(error);
  return new Unreachable(
    `cannot reach the control plane at ${url}: ${explained(code, said)}`,
    { url, cause: code || said },
    { cause: error },
  );
}

/** Nothing came back in time; the request may or may not have been carried out. */
export const tooLate = (url: string, timeoutMs: number): Unreachable =>
  new Unreachable(
    `the control plane at ${url} did not answer within ${timeoutMs / 1000} s: is it overloaded, or a firewall in between?`,
    {
      url,
      cause: 'TIMEOUT',
    },
  );

/** What came is more than any answer. */
export const tooMuch = (url: string, maxBytes: number): Unreachable =>
  new Unreachable(`what answers at ${url} sends more than ${maxBytes} bytes: is that the control plane?`, {
    url,
    cause: 'TOO_MUCH',
  });

const UNTRUSTED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

function explained(code: string, said: string): string {
  if (code === PROXY_FAILED) return said;
  if (UNTRUSTED.has(code))
    return `its certificate is signed by nobody that is trusted here; give its CA with --ca-cert`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for another name; use a name that is in the certificate`;
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired; renew it, or check the clocks';
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet; check the clocks';
  // OpenSSL's reasons come in the code or, as EPROTO, in the text.
  const reason = `${code} ${said}`.toLowerCase().replaceAll('_', ' ');
  if (/wrong version number|packet length too long/.test(reason))
    return 'it does not speak TLS there; use http:// or another port';
  if (/certificate required|handshake failure|bad certificate|unknown ca/.test(reason)) {
    return 'it wants a client certificate that its CA has signed; give --client-cert and --client-key';
  }
  if (/alert certificate (?:expired|revoked|unknown)/.test(reason))
    return 'it does not accept our client certificate: that has expired or was revoked; renew it, or check the clocks';
  return connectionProblem(code, said);
}

function connectionProblem(code: string, said: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there; start the control plane, or check host and port of its URL';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host name cannot be resolved; check the name in its URL, and DNS';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it hung up; it may be restarting, or want https://';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'there is no way to it through the network; check its URL, routes and firewalls';
    default:
      return said;
  }
}
