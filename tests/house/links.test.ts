import { dirname, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trackedFiles } from './source-file.ts';

const files = trackedFiles();
const paths = files.map(({ path }) => path);
const pages = new Map(files.filter(({ path }) => path.endsWith('.md')).map(({ path, text }) => [path, text]));

const isThere = (path: string): boolean => paths.some((each) => each === path || each.startsWith(`${path}/`));

/** A page without what is code, where brackets are no links and a `#` begins a comment. */
const prose = (page: string): string =>
  page.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '').replaceAll(/^(?: {4}|\t).*$/gm, '');

/** The anchors of a page: those that GitHub gives its headings, and those that it writes itself. */
function anchors(page: string): string[] {
  const seen = new Map<string, number>();
  const written = [...page.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  const given = [...prose(page).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
  return [...written, ...given];
}

/** What a page's links into the checkout miss: a file, or a heading of one. */
function broken(path: string, page: string, other: ReadonlyMap<string, string>): string[] {
  const inWords = prose(page).replaceAll(/`[^`\n]*`/g, '');
  const links = [...inWords.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(`${dirname(path)}/${file}`).replace(/\/$/, '');
    if (target !== path && !isThere(target)) return true;
    return anchor !== undefined && !anchors(target === path ? page : (other.get(target) ?? '')).includes(anchor);
  });
}

describe('the links of a page', () => {
  test.each([...pages])('lead to files and headings that are there: %s', (path, page) =>
    expect(broken(path, page, pages)).toEqual([]),
  );

  test('are all looked at', () => {
    const looked = ['README.md', 'CHANGELOG.md', 'docs/nix/first-fleet.md', 'nix/templates/fleet/README.md'];
    expect([...pages.keys()]).toEqual(expect.arrayContaining(looked));
  });

  test.each([
    ['[gone](nowhere.md)', 'nowhere.md'],
    ['[gone](../README.md#nothing-of-that-name)', '../README.md#nothing-of-that-name'],
    ['# Here\n\n[there](#there)', '#there'],
  ])('would be found out: %s', (page, link) => expect(broken('docs/a.md', page, pages)).toEqual([link]));

  test.each([
    '# It’s `here`, twice\n\n## Here\n\n## Here\n\n[a](#its-here-twice) [b](#here) [c](#here-1)',
    '[the readme](../README.md#at-three-in-the-morning), [the folder](nix/), [out](https://example.com/x)',
    'no link: `[a](b.md)`\n\n    [c](d.md)\n\n```sh\n# [e](f.md)\n```\n',
  ])('are understood: %s', (page) => expect(broken('docs/a.md', page, pages)).toEqual([]));
});
