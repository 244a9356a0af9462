import { tlsSettings } from '../../services/server/http/tls.ts';
import { aServer } from './a-server.ts';
import { anAuthority } from './certificates.ts';
import { tempFolder } from './temp.ts';

/** A control plane behind TLS, what a client must trust, and how many it has counted that did not get so far. */
export async function aTlsServer() {
  const authority = await anAuthority(tempFolder());
  const { certPath: cert, keyPath: key } = await authority.issue('/CN=localhost');
  const tls = tlsSettings({ cert, key });
  if (tls === undefined) throw new Error('there is no TLS');
  const plane = await aServer({ tls });
  const tally = async () => {
    const { body } = await plane.app.inject({ method: 'GET', url: '/metrics' });
    return Number(/nixfleet_http_connections_ended_total\{reason="tls"\} (\d+)/.exec(body)?.[1]);
  };
  return { url: plane.url, app: plane.app, ca: authority.ca, tally };
}
