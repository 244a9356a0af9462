import type { Route } from '../route.ts';

/** The page about what an actor stands for: a machine's, a rollout's, also a batch's; undefined: there is none. */
export function topicOf(address: string): Extract<Route, { readonly id: string }> | undefined {
  const [, kind, id = ''] = /^(machine|rollout|batch):(.+)$/s.exec(address) ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'machine') return { page: 'machine', id };
  // A batch is called by its rollout and its place in it.
  return { page: 'rollout', id: kind === 'batch' ? id.replace(/[:/]\d+$/, '') : id };
}
