/** What endpoints are about: a chapter of the manual, a tag of the OpenAPI document. */
export interface Resource {
  readonly name: string;
  readonly description: string;
}

/** In the order in which a newcomer meets them. */
const RESOURCES: readonly Resource[] = [
  { name: 'machines', description: 'The computers of the fleet: what they run, what they should run, how they are.' },
  { name: 'releases', description: 'Immutable lists of host and store path.' },
  { name: 'rollouts', description: 'A release brought to machines, batch by batch, behind health gates.' },
  {
    name: 'actors',
    description: 'What goes on inside: each machine, rollout and batch is an actor that follows a statechart.',
  },
  { name: 'statecharts', description: 'What actors may do: states, and what leads from one to another.' },
  { name: 'compliance', description: 'What evidence says of the fleet, by control and by article.' },
  { name: 'keys', description: 'API keys: who may ask for what.' },
  { name: 'audit', description: 'Who did what, when.' },
  { name: 'live', description: 'Events and machines as they change, over a WebSocket.' },
  { name: 'operations', description: 'Running the control plane itself.' },
];

/** The name of what a path is about: the word after `/api/v1/`, without which of them. */
export function resourceOf(path: string): string {
  const [, word] = /^\/api\/v\d\/(?:silent-)?([\w-]+)/.exec(path) ?? [];
  return word ?? 'operations';
}

/** Those that the paths are about; one that nobody has described comes before the last. */
export function resourcesOf(paths: readonly string[]): Resource[] {
  const names = new Set(paths.map(resourceOf));
  const known = RESOURCES.filter(({ name }) => names.delete(name));
  const others = [...names].map((name) => ({ name, description: '' }));
  return [...known.slice(0, -1), ...others, ...known.slice(-1)];
}
