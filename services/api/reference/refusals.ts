import type { TObject } from 'typebox';
import type { EndpointName } from '../contract/contract.ts';
import type { Endpoint } from '../contract/endpoint.ts';

/** A status other than that of success, and when it comes. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 426 | 429 | 503;
  readonly when: string;
  /** Plain text says nothing: v0.1.1's clients go by the status. */
  readonly isMute: boolean;
}

/** What an endpoint refuses with, by status; of a name that is not told of here, what its kind refuses with. */
export function refusalsOf(name: string, endpoint: Endpoint): Refusal[] {
  const found: (readonly [Refusal['status'], string | undefined])[] = [
    [400, badInput(endpoint)],
    ...(name === 'bootstrap' ? TOKEN : accessRefusals(endpoint)),
    [404, missing(name, endpoint)],
    [409, CONFLICTS[name as EndpointName]],
    ...bodyRefusals(endpoint),
    [422, unfit(endpoint)],
    [429, name === 'sendEvidence' ? 'it comes too soon after the last; see `Retry-After`' : undefined],
    [503, unavailable(name, endpoint)],
  ];
  return found
    .flatMap(([status, when]) => (when === undefined ? [] : [{ status, when, isMute: isMute(endpoint, status) }]))
    .toSorted((one, other) => one.status - other.status);
}

/** Where `:id` need not exist, or something else has to. */
const MISSING: Partial<Record<EndpointName, string | undefined>> = {
  registerMachine: undefined,
  report: undefined,
  sendEvidence: undefined,
  getEvidenceKey: 'there is no such machine, or it has no key',
  notifyDeploy: undefined,
  desiredGeneration: 'there is nothing that the machine should run',
  createRollout: 'there is no such release',
  planRollout: 'there is no such release',
  diffReleases: 'there is no such release, or not the other',
};

/** A control plane can be told to give the first key only to who has a token. */
const TOKEN: readonly [Refusal['status'], string][] = [
  [401, 'the control plane was started with a bootstrap token, and this is not it'],
  [429, 'too many wrong tokens came from this network'],
];

const CONFLICTS: Partial<Record<EndpointName, string>> = {
  bootstrap: 'there is an API key, or there has been one; or the bootstrap token was used before',
  revokeKey: 'nobody could make keys any more',
  registerMachine: 'the machine cannot go to this state from its own, or is decommissioned',
  retryMachine: 'nothing is desired of it',
  updateLifecycle: 'no way leads to this state from its own',
  sendEvidence: 'it is not newer than what the same key has signed before',
  deleteRelease: 'a rollout refers to it',
  createRollout: 'a machine is in another rollout that has not ended',
  pauseRollout: 'the rollout is not running',
  resumeRollout: 'the rollout is not paused',
  cancelRollout: 'the rollout has ended',
  deleteRollout: 'the rollout has not ended, or is taking back what it did',
};

function missing(name: string, { path }: Endpoint): string | undefined {
  if (name in MISSING) return MISSING[name as EndpointName];
  const [, noun] = /^\/api\/v\d\/(\w+?)s\/:/.exec(path) ?? [];
  return noun && `there is no such ${noun}`;
}

const tooLong = ({ properties }: TObject): string =>
  'address' in properties ? 'the address has more than 144 bytes' : 'an id in the path has more than 128 bytes';

function badInput({ params, query, body, once }: Endpoint): string | undefined {
  const reasons = [
    ...(params ? [tooLong(params)] : []),
    ...(query ? ['a value of the query cannot be taken'] : []),
    ...(body ? ['the body is not JSON, or a value in it is outside of its limits'] : []),
    ...(once ? ['the `Idempotency-Key` is not 1 to 255 visible ASCII characters'] : []),
  ];
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

function accessRefusals({ access }: Pick<Endpoint, 'access'>): [Refusal['status'], string][] {
  if (access === 'anyone') return [];
  if (access === 'agent') return [[403, 'with a client CA: the certificate is not of this machine']];
  return [
    [401, 'the API key is missing or unknown'],
    [403, `the role of the API key is not ${access.join(' or ')}`],
    [429, 'too many wrong keys came from this network'],
  ];
}

const bodyRefusals = ({ body }: Endpoint): [Refusal['status'], string][] =>
  body
    ? [
        [413, 'the body is larger than this route takes'],
        [415, 'the body is not sent as `application/json`'],
      ]
    : [];

function unfit({ body, once }: Endpoint): string | undefined {
  const reasons = [
    ...(body ? ['the JSON does not have the shape that is described'] : []),
    ...(once ? ['the `Idempotency-Key` was used for another request'] : []),
  ];
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

function unavailable(name: string, { method }: Endpoint): string | undefined {
  if (name === 'ready') return 'it is not ready yet; try again in a moment';
  return method === 'GET' ? undefined : 'it cannot be written just now, and nothing was changed; see `Retry-After`';
}

const isMute = ({ access, method }: Endpoint, status: number): boolean =>
  status === 429 ||
  (status === 401 && access !== 'anyone') ||
  (access === 'agent' && (status === 403 || method !== 'POST'));

/** What a WebSocket is refused with, before it is one. */
export const socketRefusals = (access: Endpoint['access'], missing404: string | undefined): Refusal[] => [
  { status: 400, when: 'a value of the query cannot be taken', isMute: access === 'agent' },
  ...accessRefusals({ access }).map(([status, when]) => ({
    status,
    when,
    isMute: status !== 403 || access === 'agent',
  })),
  ...(missing404 === undefined ? [] : [{ status: 404 as const, when: missing404, isMute: access === 'agent' }]),
  { status: 426, when: 'the request does not ask for a WebSocket', isMute: false },
  { status: 503, when: 'as many are connected as may be; try again later', isMute: false },
];
