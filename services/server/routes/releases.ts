import type { FastifyInstance } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import type { Release } from '../../../machines/model/release.ts';
import { releaseDiff } from '../../../machines/policy/release-diff.ts';
import type { Engine } from '../../actors/engine.ts';
import type { ReleaseReads } from '../../store/read/releases.ts';
import { serve } from '../http/serve.ts';

/** A release of 20,000 hosts fits. */
const BODY_LIMIT = 16 * 1024 * 1024;
const PAGE = 20;
const LONGEST_PAGE = 500;

/** Releases: immutable lists of host and store path. */
export function releaseRoutes(app: FastifyInstance, releases: ReleaseReads, engine: Pick<Engine, 'request'>): void {
  serve(app, 'listReleases', ({ query: { limit, after, host } }) =>
    releases.list({ limit: pageSize(limit), after, host }),
  );
  serve(app, 'getRelease', ({ params }) => existing(releases, params.id));
  serve(app, 'diffReleases', ({ params }) =>
    releaseDiff(existing(releases, params.id).entries, existing(releases, params.other_id).entries),
  );
  serve(app, 'deleteRelease', ({ params }, actor) => engine.request('deleteRelease', { id: params.id, actor }));
  const create = 'createRelease';
  serve(app, create, ({ body }, actor, once) => once(engine).request(create, { release: body, actor }), {
    bodyLimit: BODY_LIMIT,
  });
}

function existing(releases: ReleaseReads, id: string): Release {
  const release = releases.get(id);
  if (release === undefined) throw new NotFound(`there is no release ${id}`);
  return release;
}

/** As v0.1.1: what is no integer counts as not given, the rest is clamped. */
function pageSize(limit: string | undefined): number {
  const asked = limit !== undefined && /^[+-]?\d+$/.test(limit) ? Number(limit) : PAGE;
  return Math.min(Math.max(asked, 1), LONGEST_PAGE);
}
