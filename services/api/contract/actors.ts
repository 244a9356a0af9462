import { Type } from 'typebox';
import { ActorDetail, ActorStatus, ActorSummary, Transition } from '../../../machines/model/actor.ts';
import { Statechart } from '../../../machines/model/statechart.ts';
import { endpoint, PAGE_QUERY, READERS } from './endpoint.ts';

/** Of an actor, percent-encoded in a path. */
const ADDRESS = Type.Object({
  address: Type.String({ description: 'The actor: `kind:id`, as `rollout:r-7f3a`; at most 144 bytes of UTF-8.' }),
});

/** Actors and their statecharts: for who wants to see what goes on inside. */
export const actors = {
  listActors: endpoint({
    method: 'GET',
    path: '/api/v1/actors',
    access: READERS,
    status: 200,
    query: Type.Object({
      kind: Type.Optional(Type.String({ description: '`machine`, `rollout` or `batch`.' })),
      status: Type.Optional(
        Type.String({ description: ActorStatus.anyOf.map((word) => `\`${word.const}\``).join(', ') }),
      ),
      search: Type.Optional(Type.String({ description: 'Part of the address or of the state.' })),
      ...PAGE_QUERY,
    }),
    reply: Type.Array(ActorSummary),
    paged: true,
    summary: 'Actors, by address; 100 unless `limit` says, at most 500.',
  }),
  getActor: endpoint({
    method: 'GET',
    path: '/api/v1/actors/:address',
    access: READERS,
    status: 200,
    params: ADDRESS,
    reply: ActorDetail,
    summary: 'One actor: its state, what it waits for and until when, its mail and its newest steps.',
  }),
  actorHistory: endpoint({
    method: 'GET',
    path: '/api/v1/actors/:address/history',
    access: READERS,
    status: 200,
    params: ADDRESS,
    query: Type.Object(PAGE_QUERY),
    reply: Type.Array(Transition),
    paged: true,
    summary: 'The steps of an actor that are kept, newest first; 100 unless `limit` says, at most 500.',
  }),
  listStatecharts: endpoint({
    method: 'GET',
    path: '/api/v1/statecharts',
    access: READERS,
    status: 200,
    reply: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
    summary: 'The statecharts that there are.',
  }),
  getStatechart: endpoint({
    method: 'GET',
    path: '/api/v1/statecharts/:name',
    access: READERS,
    status: 200,
    params: Type.Object({ name: Type.String({ description: 'Its name, as the list has it.' }) }),
    reply: Statechart,
    summary: 'A statechart: its states with what they mean, its transitions, and where they are on its picture.',
  }),
};
