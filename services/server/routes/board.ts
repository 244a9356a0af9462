import type { FastifyInstance } from 'fastify';
import { once } from './once.ts';

/** The web page at `/ui/`: its files are for anybody, what they show is asked for with an API key. */
export function boardRoutes(app: FastifyInstance): void {
  const config = { access: 'anyone' } as const;
  // What is beside the page is found from the folder, also behind a proxy that puts a path before it.
  app.get('/ui', { config }, (_request, reply) => reply.code(308).header('location', 'ui/').send());
  const page = once(async () => (await import('./board-page.ts')).createBoardPage());
  for (const url of ['/ui/', '/ui/*']) {
    app.get(url, { config }, async (request, reply) => {
      const { routing } = await page();
      reply.hijack();
      routing(request.raw, reply.raw);
    });
  }
}
