import { BadInput, HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { CreateRelease } from '../../machines/model/release.ts';
import type { Client } from '../../services/api/client.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';
import { doOnce } from '../asking/do-once.ts';

/** A control plane takes no more of one release. */
export const LARGEST_RELEASE = 20_000;
const LARGEST_BODY = 16 * 1024 * 1024;

/** After these the request may have been carried out; after all others it has not. */
const MAYBE_DONE = new Set(['TIMEOUT', 'TOO_MUCH', 'ECONNRESET', 'EPIPE']);

const STAYS = 'What was built and pushed stays; the same command goes on from there.';

/** Registers a release once, whatever the network does. When it cannot be known whether that was done, the error says how to look. */
export async function registerRelease(
  client: Pick<Client, 'createRelease' | 'ready'>,
  asked: CreateRelease,
  signal: AbortSignal,
): Promise<{ id: string }> {
  const body = registrable(asked);
  try {
    const { id } = await doOnce(client, (once) => client.createRelease({ body, ...once, signal }));
    return { id };
  } catch (error) {
    throw explained(error);
  }
}

/** What the control plane is told: a flake's URL may have a token in it that is nobody's business there. Throws `BadInput`. */
export function registrable(asked: CreateRelease): CreateRelease {
  const body = { ...asked, flake_ref: asked.flake_ref ? withoutSecrets(asked.flake_ref) : (asked.flake_ref ?? null) };
  const bytes = Buffer.byteLength(JSON.stringify(body));
  if (body.entries.length <= LARGEST_RELEASE && bytes <= LARGEST_BODY) return body;
  throw new BadInput(
    `a release has at most ${LARGEST_RELEASE} hosts and ${LARGEST_BODY} bytes, and not ${body.entries.length} and ${bytes}; make several, with --hosts`,
  );
}

function explained(error: unknown): unknown {
  if (error instanceof Unreachable) {
    const isOpen = MAYBE_DONE.has(String(error.detail['cause']));
    const what = isOpen
      ? 'It is not known whether the release was registered: look with `nixfleet release list` before you make it again.'
      : `Nothing was registered. ${STAYS}`;
    return new Unreachable(`${error.message}\n${what}`, error.detail, { cause: error.cause });
  }
  if (!(error instanceof HttpFailed)) return error;
  const what =
    error.status === 413 ? 'This control plane takes smaller releases only: make several, with --hosts. ' : '';
  return new HttpFailed(`${error.message}\nNothing was registered. ${what}${STAYS}`, error.status, error.detail);
}
