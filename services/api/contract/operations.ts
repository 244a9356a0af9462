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
    summary: 'Readiness: 200 once actors are restored and the database answers, 503 until then.',
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
