const STORE = '/nix/store/';

/** A store path as short as `limit` characters: without the store, the hash cut to four letters; a release tag after `_` stays. */
export function compactPath(path: string, limit: number): string {
  const text = path.startsWith(STORE) ? path.slice(STORE.length) : path;
  if (text.length <= limit) return text;
  const [, hash, name] = /^([^-]+)-(.*)$/s.exec(text) ?? [];
  if (hash === undefined || name === undefined) return `${text.slice(0, limit - 1)}…`;
  const short = `${hash.slice(0, 4)}…-${name}`;
  if (short.length <= limit) return short;
  const tag = name.includes('_') ? name.slice(name.lastIndexOf('_') + 1) : '';
  const room = limit - tag.length - 1;
  return room > 6 ? `${short.slice(0, room)}…${tag}` : `${short.slice(0, limit - 1)}…`;
}
