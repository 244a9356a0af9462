import { Type } from 'typebox';
import {
  EvidenceKey,
  EvidenceTaken,
  FleetCompliance,
  MachineCompliance,
  PinEvidenceKey,
  StoredEvidence,
} from '../../../machines/model/compliance.ts';
import { SignedEvidence } from '../../../machines/model/evidence.ts';
import { ADMINS, endpoint, Id, PAGE_QUERY, READERS } from './endpoint.ts';

const FILTER = {
  framework: Type.Optional(Type.String({ description: 'Only this framework, and its controls: `nis2`.' })),
  control: Type.Optional(Type.String({ description: 'Only this control: `access-control`.' })),
  tag: Type.Optional(Type.Array(Type.String(), { description: 'Only machines that have every tag.' })),
};

/** Compliance: the evidence of machines, collected and verified. */
export const compliance = {
  fleetCompliance: endpoint({
    method: 'GET',
    path: '/api/v1/compliance',
    access: READERS,
    status: 200,
    query: Type.Object({
      ...FILTER,
      max_age: Type.Optional(
        Type.String({
          description: 'Seconds: evidence that is older counts for nothing, and its machines are named as `outdated`.',
        }),
      ),
    }),
    reply: FleetCompliance,
    summary:
      'Compliance of the fleet by control and by article, from the newest evidence of each machine whose signature is verified.',
  }),
  complianceMachines: endpoint({
    method: 'GET',
    path: '/api/v1/compliance/machines',
    access: READERS,
    status: 200,
    query: Type.Object({ ...FILTER, ...PAGE_QUERY }),
    reply: Type.Array(MachineCompliance),
    paged: true,
    summary:
      'The same machine by machine, by id; also those that have no evidence. `limit` 100 unless told, at most 500.',
  }),
  getEvidence: endpoint({
    method: 'GET',
    path: '/api/v1/machines/:id/evidence',
    access: READERS,
    status: 200,
    params: Id,
    query: Type.Object(PAGE_QUERY),
    reply: Type.Array(StoredEvidence),
    paged: true,
    summary:
      'The evidence of a machine with its signature, newest first: the newest, and each in which a result changed. `limit` 1 unless told, at most 50; a page ends early when they are large.',
  }),
  sendEvidence: endpoint({
    method: 'POST',
    path: '/api/v1/machines/:id/evidence',
    access: 'agent',
    status: 200,
    params: Id,
    body: SignedEvidence,
    reply: EvidenceTaken,
    summary:
      'Takes the evidence of a machine from its agent; the first key that signs is pinned. 400: its signature does not hold, or it is of another machine; 409: it is not newer than what is there; 429: it comes too soon after the last.',
  }),
  getEvidenceKey: endpoint({
    method: 'GET',
    path: '/api/v1/machines/:id/evidence-key',
    access: READERS,
    status: 200,
    params: Id,
    reply: EvidenceKey,
    summary: 'The key whose signatures are believed of a machine.',
  }),
  pinEvidenceKey: endpoint({
    method: 'PUT',
    path: '/api/v1/machines/:id/evidence-key',
    access: ADMINS,
    status: 200,
    params: Id,
    body: PinEvidenceKey,
    reply: EvidenceKey,
    summary: 'Sets the key whose signatures are believed of a machine, and judges its evidence anew.',
  }),
};
