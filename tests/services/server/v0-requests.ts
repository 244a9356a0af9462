import type { RawRequest } from '../../support/raw-http.ts';

/*
 * Every request that the v0.1.1 agent and CLI send, byte for byte: their members in their order, their headers and no
 * other. Both are written in Rust; `accept` and the absence of a user agent are their HTTP library's.
 */

const ACCEPT = ['accept', '*/*'] as const;
const JSON_TYPE = ['content-type', 'application/json'] as const;

/** What an agent says of itself in a report. */
export interface AgentSays {
  readonly running: string;
  readonly message: string;
  readonly success?: boolean;
  /** The block as JSON text; `null` in every report but the periodic one. */
  readonly health?: string;
  readonly at?: string;
  readonly tags?: string;
}

/** The requests of an agent; it knows no API key. */
export const agent = {
  asks: (id: string): RawRequest => ({
    method: 'GET',
    path: `/api/v1/machines/${id}/desired-generation`,
    headers: [ACCEPT],
  }),
  reports: (id: string, says: AgentSays): RawRequest => {
    const { running, message, success = true, health = 'null', at = AGENT_TIME, tags = '["web","prod"]' } = says;
    return {
      method: 'POST',
      path: `/api/v1/machines/${id}/report`,
      headers: [JSON_TYPE, ACCEPT],
      body:
        `{"machine_id":"${id}","current_generation":"${running}","success":${success},"message":"${message}",` +
        `"timestamp":"${at}","tags":${tags},"health":${health},"agent_version":"0.1.0","uptime_seconds":86412}`,
    };
  },
};

/** The agent's clock has nanoseconds. */
export const AGENT_TIME = '2026-05-02T08:15:30.123456789Z';

/** The health blocks of periodic reports. */
export const HEALTH = {
  passed:
    '{"results":[{"status":"pass","check_name":"nginx.service","duration_ms":6}],' +
    '"all_passed":true,"timestamp":"2026-05-02T08:16:30.49Z"}',
  failed:
    '{"results":[{"status":"pass","check_name":"nginx.service","duration_ms":6},{"status":"fail",' +
    '"check_name":"http://localhost:80/health","duration_ms":3001,"message":"expected status 200, got 503"}],' +
    '"all_passed":false,"timestamp":"2026-05-02T08:16:30.49Z"}',
};

/** The requests of a CLI with this key. */
export function cli(key: string) {
  const headers = [['authorization', `Bearer ${key}`], ACCEPT] as const;
  const get = (path: string): RawRequest => ({ method: 'GET', path: `/api/v1/${path}`, headers });
  const remove = (path: string): RawRequest => ({ method: 'DELETE', path: `/api/v1/${path}`, headers });
  const send = (method: string, path: string, body: string): RawRequest => ({
    method,
    path: `/api/v1/${path}`,
    headers: [JSON_TYPE, ...headers],
    body,
  });
  /** No content type, and no body but its length. */
  const order = (path: string): RawRequest => ({ method: 'POST', path: `/api/v1/${path}`, headers, body: '' });
  return {
    machines: get('machines'),
    register: (id: string, tags: string) => send('POST', `machines/${id}/register`, `{"tags":${tags}}`),
    setLifecycle: (id: string, word: string) => send('PATCH', `machines/${id}/lifecycle`, `{"lifecycle":"${word}"}`),
    notifyDeploy: (id: string, path: string) =>
      send('POST', `machines/${id}/notify-deploy`, `{"store_path":"${path}"}`),
    clearDesired: (id: string) => remove(`machines/${id}/desired-generation`),
    releaseCreate: (entries: string) =>
      send(
        'POST',
        'releases',
        `{"flake_ref":".","flake_rev":null,"cache_url":"http://cache:5000","entries":[${entries}]}`,
      ),
    releaseList: (query: string) => get(`releases?${query}`),
    releaseShow: (id: string) => get(`releases/${id}`),
    releaseDiff: (from: string, to: string) => get(`releases/${from}/diff/${to}`),
    releaseDelete: (id: string) => remove(`releases/${id}`),
    deploy: (release: string, strategy: string, target: string) =>
      send(
        'POST',
        'rollouts',
        `{"release_id":"${release}","cache_url":null,"strategy":"${strategy}","batch_sizes":null,` +
          `"failure_threshold":"0","on_failure":"pause","health_timeout":300,"target":${target}}`,
      ),
    rolloutList: (query = '') => get(`rollouts${query}`),
    rolloutStatus: (id: string) => get(`rollouts/${id}`),
    rolloutResume: (id: string) => order(`rollouts/${id}/resume`),
    rolloutCancel: (id: string) => order(`rollouts/${id}/cancel`),
    rolloutDelete: (id: string) => remove(`rollouts/${id}`),
  };
}

/** The first request of all; it carries no key. */
export const bootstrap: RawRequest = {
  method: 'POST',
  path: '/api/v1/keys/bootstrap',
  headers: [JSON_TYPE, ACCEPT],
  body: '{"name":"ops"}',
};

/** An entry of a release. */
export const entry = (host: string, path: string): string =>
  `{"hostname":"${host}","store_path":"${path}","platform":"x86_64-linux","tags":["web"]}`;
