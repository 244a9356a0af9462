/** Where somebody is on the board: a page, and what it is about. */
export type Route =
  | { readonly page: 'fleet' | 'rollouts' | 'releases' | 'compliance' | 'actors' | 'audit' }
  | { readonly page: 'machine' | 'rollout' | 'release'; readonly id: string }
  | { readonly page: 'actor'; readonly address: string }
  | { readonly page: 'diff'; readonly id: string; readonly other: string };

const LISTS = ['fleet', 'rollouts', 'releases', 'compliance', 'actors', 'audit'] as const;

/** The place that a fragment (`#/machines/web-01`) names; what names none is the fleet. */
export function routeIn(fragment: string): Route {
  const [first = '', id, third] = fragment
    .replace(/^#?\/?/, '')
    .split('?', 1)
    .join('')
    .split('/')
    .map(decoded);
  if (id === undefined || id === '') return { page: LISTS.find((page) => page === first) ?? 'fleet' };
  if (first === 'machines') return { page: 'machine', id };
  if (first === 'rollouts') return { page: 'rollout', id };
  if (first === 'actors') return { page: 'actor', address: id };
  if (first === 'releases') return third ? { page: 'diff', id, other: third } : { page: 'release', id };
  return { page: 'fleet' };
}

/** The fragment that leads to a place. */
export function fragmentOf(route: Route): string {
  switch (route.page) {
    case 'machine':
      return `#/machines/${encodeURIComponent(route.id)}`;
    case 'rollout':
      return `#/rollouts/${encodeURIComponent(route.id)}`;
    case 'release':
      return `#/releases/${encodeURIComponent(route.id)}`;
    case 'diff':
      return `#/releases/${encodeURIComponent(route.id)}/${encodeURIComponent(route.other)}`;
    case 'actor':
      return `#/actors/${encodeURIComponent(route.address)}`;
    default:
      return `#/${route.page}`;
  }
}

/** What somebody typed may be no encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
