/** Where an actor lives: `kind:id`, e.g. `machine:web-01`, `batch:r-7f3a:0`. Only the first colon parts. */
export type Address = `${string}:${string}`;

/** The address of the actor `id` of a kind. */
export const addressOf = (kind: string, id: string): Address => `${kind}:${id}`;

/** The kind in an address. */
export const kindOf = (address: Address): string => address.slice(0, address.indexOf(':'));

/** The id in an address. */
export const idOf = (address: Address): string => address.slice(address.indexOf(':') + 1);
