import { Bootstrap, NewKey } from '../../../machines/model/key.ts';
import { endpoint } from './endpoint.ts';

/** Running the service itself: liveness, readiness, the first key. */
export const operations = {
  health: endpoint({
    method: 'GET',
    path: '/health',
    access: 'anyone',
    status: 200,
    reply: 'text',
    summary: 'Liveness: `ok`.',
  }),
  ready: endpoint({
    method: 'GET',
    path: '/ready',
    access: 'anyone',
    status: 200,
    reply: 'text',
    summary: 'Readiness: 200 once actors are restored and the database can be read, even on a full disk; else 503.',
  }),
  metrics: endpoint({
    method: 'GET',
    path: '/metrics',
    access: 'anyone',
    status: 200,
    reply: 'text',
    summary: 'Metrics as Prometheus reads them; with `--metrics-listen` they are there instead.',
  }),
  bootstrap: endpoint({
    method: 'POST',
    path: '/api/v1/keys/bootstrap',
    access: 'anyone',
    status: 200,
    body: Bootstrap,
    reply: NewKey,
    summary: 'Creates the first admin key; 409 once any key exists.',
  }),
};
