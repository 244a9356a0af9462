import { Type } from 'typebox';
import { CreatedRelease, CreateRelease, Release, ReleaseDiff } from '../../../machines/model/release.ts';
import { ADMINS, DEPLOYERS, endpoint, Id, PAGE_QUERY, READERS } from './endpoint.ts';

/** Releases: immutable lists of host and store path. */
export const releases = {
  listReleases: endpoint({
    method: 'GET',
    path: '/api/v1/releases',
    access: READERS,
    status: 200,
    query: Type.Object({ host: Type.Optional(Type.String()), ...PAGE_QUERY }),
    lastOfRepeated: true,
    reply: Type.Array(Release),
    paged: true,
    summary: 'Releases, newest first; `limit` 20 unless told, at most 500; `host`: only those with this host.',
  }),
  createRelease: endpoint({
    method: 'POST',
    path: '/api/v1/releases',
    access: DEPLOYERS,
    status: 201,
    once: true,
    body: CreateRelease,
    reply: CreatedRelease,
    summary: 'Registers a release.',
  }),
  getRelease: endpoint({
    method: 'GET',
    path: '/api/v1/releases/:id',
    access: READERS,
    status: 200,
    params: Id,
    reply: Release,
    summary: 'One release with its entries.',
  }),
  diffReleases: endpoint({
    method: 'GET',
    path: '/api/v1/releases/:id/diff/:other_id',
    access: READERS,
    status: 200,
    params: Type.Object({ id: Type.String(), other_id: Type.String() }),
    reply: ReleaseDiff,
    summary: 'What changes for which hosts from one release to another.',
  }),
  deleteRelease: endpoint({
    method: 'DELETE',
    path: '/api/v1/releases/:id',
    access: ADMINS,
    status: 204,
    params: Id,
    summary: 'Deletes a release that no rollout refers to.',
  }),
};
