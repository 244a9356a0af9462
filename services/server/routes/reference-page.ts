import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyInstance } from 'fastify';

/** Where the page and its files are. */
export const PAGE = '/docs';

/**
 * Only what we serve ourselves; the page sets styles of single elements, which CSP cannot tell from any other.
 * Nothing may put the page in a frame: keys are typed into it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A server of its own for the browsable reference, which never listens: its routes know nothing of the rules that ours
 * keep, and none of it is loaded before somebody looks.
 */
export async function createReferencePage(document: Readonly<Record<string, unknown>>): Promise<FastifyInstance> {
  const page = fastify();
  page.setNotFoundHandler((_request, reply) => void reply.code(404).send());
  page.addHook('onSend', (_request, reply, _payload, done) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    done();
  });
  // Its types know OpenAPI up to 3.0; the plugin only passes the document on.
  const specification = { document: document as unknown as StaticDocumentSpec['document'] };
  await page.register(swagger, { mode: 'static', specification });
  await page.register(swaggerUi, {
    routePrefix: PAGE,
    staticCSP: POLICY,
    theme: { title: 'NixFleet API' },
    // Without the bar on top, which offers to load any other document.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', tryItOutEnabled: false },
  });
  await page.ready();
  return page;
}
