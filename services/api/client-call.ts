import type { Contract, EndpointName } from './contract/contract.ts';
import type { CallOf, ItemOf, ReplyOf } from './contract/endpoint.ts';

/** What every method may be given besides what its endpoint takes. */
export interface CallOptions {
  /** Gives the call up: it throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a method may be given whose deed is done once, however often it is called for. */
export interface OnceOptions extends CallOptions {
  /** Any text, new for each deed: a call that is repeated with it gets the answer of the first. */
  readonly idempotencyKey?: string;
}

/** What a method is called with. */
export type Given<Name extends EndpointName> = CallOf<Contract[Name]> &
  (Contract[Name] extends { readonly once: true } ? OnceOptions : CallOptions);

/** A method's one argument, which may be left out where nothing in it must be given. */
export type Arguments<Name extends EndpointName> =
  object extends Given<Name> ? [call?: Given<Name>] : [call: Given<Name>];

/** What a method gives. */
export type Reply<Name extends EndpointName> = ReplyOf<Contract[Name]>;

/** An endpoint as a method. */
export type Method<Name extends EndpointName> = (...call: Arguments<Name>) => Promise<Reply<Name>>;

/** The endpoints that answer a list. */
export type ListName = {
  [Name in EndpointName]: Reply<Name> extends readonly unknown[] ? Name : never;
}[EndpointName];

/** An item of a list. */
export type Item<Name extends ListName> = ItemOf<Contract[Name]>;

/** A part of a list. */
export interface ListPage<Name extends ListName> {
  readonly items: readonly Item<Name>[];
  /** The call for the next page; undefined: this is the last. */
  readonly next: Given<Name> | undefined;
}
