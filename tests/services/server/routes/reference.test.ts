import { describe, expect, test } from 'vitest';
import { contract } from '../../../../services/api/contract/contract.ts';
import { aServer } from '../../../support/a-server.ts';

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
}

/** Where a page's own files are: everything in `src` and `href`. */
const linksIn = (html: string): string[] => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);

describe('GET /openapi.json', () => {
  test('tells anyone of every endpoint that is served', async () => {
    const plane = await aServer();
    const answer = await plane.ask('GET', '/openapi.json', { role: null });
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { openapi, paths } = (await answer.json()) as Document;
    expect(openapi).toBe('3.1.0');
    const told = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(told).toEqual(expect.arrayContaining(Object.keys(contract)));
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        const url = path.replace(/\{(\w+)\}/g, ':$1');
        expect([method, url, plane.app.hasRoute({ method: method.toUpperCase() as 'GET', url })]).toEqual([
          method,
          url,
          true,
        ]);
      }
    }
  });

  test('answers HEAD without a body, and 405 to what else there is', async () => {
    const plane = await aServer();
    const head = await plane.ask('HEAD', '/openapi.json', { role: null });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await plane.ask('POST', '/openapi.json', { role: null });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET,HEAD']);
  });
});

describe('the browsable reference', () => {
  test('is a page whose files are all here, and nothing else may be loaded', async () => {
    const plane = await aServer();
    const page = await plane.ask('GET', '/docs/', { role: null });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=/);
    const links = linksIn(html);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) {
      const { origin, pathname } = new URL(link, `${plane.url}/docs/`);
      const file = await plane.ask('GET', pathname, { role: null });
      expect([origin, pathname, file.status]).toEqual([plane.url, pathname, 200]);
      await file.arrayBuffer();
    }
  });

  test('shows the document, whose operations are found from where it lies', async () => {
    const plane = await aServer();
    const initializer = await (await plane.ask('GET', '/docs/static/swagger-initializer.js')).text();
    expect(initializer).toContain("resolveUrl('./json')");
    const shown = (await (await plane.ask('GET', '/docs/json', { role: null })).json()) as Document;
    const served = (await (await plane.ask('GET', '/openapi.json', { role: null })).json()) as Document;
    expect(shown.paths).toEqual(served.paths);
    const roots = [
      new URL(shown.servers[0]?.url ?? '', `${plane.url}/docs/json`),
      new URL(served.servers[0]?.url ?? '', `${plane.url}/openapi.json`),
    ];
    expect(roots.map(({ href }) => href)).toEqual([`${plane.url}/`, `${plane.url}/`]);
  });

  test('is found without the slash, also behind a path that a proxy takes away', async () => {
    const plane = await aServer();
    const answer = await plane.ask('GET', '/docs', { role: null });
    expect([answer.status, answer.headers.get('location')]).toEqual([308, 'docs/']);
  });

  test('leaves the rules for other paths as they are', async () => {
    const plane = await aServer();
    await plane.ask('GET', '/docs/');
    for (const path of [
      '/docs/nothing',
      '/docs/static/../../../package.json',
      '/docsx',
      '/documentation',
      '/api/v1/docs',
    ]) {
      const answer = await plane.ask('GET', path, { role: null });
      expect([path, answer.status, await answer.text()]).toEqual([path, 404, '']);
    }
    const post = await plane.ask('POST', '/docs/', { role: null });
    expect([post.status, post.headers.get('allow'), await post.text()]).toEqual([405, 'GET,HEAD', '']);
    expect((await plane.ask('GET', '/api/v1/machines', { role: null })).status).toBe(401);
  });

  test('does not read files outside of its folder', async () => {
    const plane = await aServer();
    for (const path of [
      '/docs/static/%2e%2e/package.json',
      '/docs/static/..%2fpackage.json',
      '/docs/static/%2e%2e%2f%2e%2e%2fpackage.json',
    ]) {
      const answer = await plane.ask('GET', path, { role: null });
      expect([path, answer.status >= 400, (await answer.text()).includes('swagger')]).toEqual([path, true, false]);
    }
  });
});
