import { existsSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { Unavailable } from '../../../machines/errors.ts';
import { packageRoot } from '../../host/package-root.ts';

/** Nothing but what we serve ourselves, no style or script in the page, and nobody's frame: keys are typed into it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Names in it change with what is in them. */
const ASSETS = '/assets/';

/** A server of its own for the files of the web page, which never listens. Throws `Unavailable` where they were not built. */
export async function createBoardPage(root = join(packageRoot(), 'dist/board')): Promise<FastifyInstance> {
  if (!existsSync(join(root, 'index.html')))
    throw new Unavailable('the web page is not part of this installation: it is made by `npm run build`');
  const page = fastify();
  page.setNotFoundHandler((_request, reply) => void reply.code(404).send());
  page.addHook('onSend', (_request, reply, _payload, done) => {
    reply.headers(HEADERS);
    done();
  });
  await page.register(files, {
    root,
    prefix: '/ui/',
    decorateReply: false,
    wildcard: false,
    cacheControl: false,
    // They tell versions apart by time and size, which are the same in each: a Nix store knows no times.
    etag: false,
    lastModified: false,
    setHeaders: (response, path) =>
      void response.setHeader(
        'cache-control',
        path.includes(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  await page.ready();
  return page;
}
