import type { FastifyInstance } from 'fastify';
import { once } from './once.ts';

/**
 * The contract for programs (`/openapi.json`) and for people (`/docs`). Nothing of it is loaded or made before
 * somebody asks; `version` is asked then, too.
 */
export function referenceRoutes(app: FastifyInstance, version: () => string): void {
  const config = { access: 'anyone' } as const;
  const document = once(() => documentText(version()));
  app.get('/openapi.json', { config }, async (_request, reply) => {
    reply.header('content-type', 'application/json').serializer(String);
    return reply.send(await document());
  });
  // What is beside the page is found from the folder, also behind a proxy that puts a path before it.
  app.get('/docs', { config }, (_request, reply) => reply.code(308).header('location', 'docs/').send());
  const page = once(() => createPage(version()));
  for (const url of ['/docs/', '/docs/*']) {
    app.get(url, { config }, async (request, reply) => {
      const { routing } = await page();
      reply.hijack();
      routing(request.raw, reply.raw);
    });
  }
}

async function documentText(version: string): Promise<string> {
  const { openApi } = await import('../../api/reference/openapi.ts');
  return JSON.stringify(openApi({ version }));
}

async function createPage(version: string): Promise<Pick<FastifyInstance, 'routing'>> {
  const [{ openApi }, { createReferencePage }] = await Promise.all([
    import('../../api/reference/openapi.ts'),
    import('./reference-page.ts'),
  ]);
  return createReferencePage(openApi({ version, root: '../' }));
}
