import { shortPath } from './short-path.ts';

/** A store path that can be read: its name in full, its hash cut; whole in the title. */
export function StorePath({ path }: { readonly path: string }) {
  const { hash, name } = shortPath(path);
  return (
    <code class="store-path" title={path}>
      <bdi>{hash === '' ? path : `${hash}…-${name}`}</bdi>
    </code>
  );
}
