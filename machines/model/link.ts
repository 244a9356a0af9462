import { type Static, Type } from 'typebox';
import { AgentState } from './machine.ts';
import { Report } from './report.ts';
import { Count, Nullable, Timestamp, WireText } from './text.ts';

/*
 * What an agent and the control plane say to each other on the link, a WebSocket: one JSON object a frame, told apart
 * by its `type`. Either side ignores a type that it does not know.
 */

/** The first frame: who speaks, and how far its database has counted. */
export const HelloFrame = Type.Object({
  type: Type.Literal('hello'),
  version: WireText(64),
  epoch: Type.String({ minLength: 1, maxBytes: 64, description: 'Random, made with the agent database that counts.' }),
  last_seq: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'The highest `seq` that the agent database has ever given; 0: none.',
  }),
  boot_id: Type.Optional(Nullable(WireText(64))),
});
export type HelloFrame = Static<typeof HelloFrame>;

/**
 * The agent is in another state. Never acknowledged, and only the last of several counts: an agent says its present one
 * after each `welcome`. `seq` is from the counter that reports use, `since` by the agent's clock.
 */
export const StateFrame = Type.Object({
  type: Type.Literal('state'),
  seq: Count,
  state: AgentState,
  since: Timestamp,
});
export type StateFrame = Static<typeof StateFrame>;

/**
 * A report, as `POST …/report` takes it, to be acknowledged. `seq` grows from report to report and may leave numbers
 * out; the epoch is that of `hello`, whatever `epoch` says here.
 */
export const ReportFrame = Type.Object({ ...Report.properties, type: Type.Literal('report'), seq: Count });
export type ReportFrame = Static<typeof ReportFrame>;

/**
 * What fetching and activating say, line by line; `n` is the number of the first line within its attempt, so that a
 * hole shows. Never acknowledged; may be dropped on either side.
 */
export const LogFrame = Type.Object({
  type: Type.Literal('log'),
  attempt: WireText(256),
  n: Count,
  lines: Type.Array(Type.String(), { maxItems: 500, description: 'Each is kept up to 4 KiB.' }),
});
export type LogFrame = Static<typeof LogFrame>;

/** What an agent says. */
export const UpFrame = Type.Union([HelloFrame, StateFrame, ReportFrame, LogFrame]);
export type UpFrame = Static<typeof UpFrame>;

/** The answer to `hello`: reports up to `resume_after` are on disk here, the agent sends what comes after. */
export const WelcomeFrame = Type.Object({
  type: Type.Literal('welcome'),
  resume_after: Count,
  poll_seconds: Type.Integer({
    minimum: 1,
    description: 'How often the agent asks for its desired generation all the same, while the link stands.',
  }),
});
export type WelcomeFrame = Static<typeof WelcomeFrame>;

/** What a machine should run, with the assignment that evidence of it must name. */
export const Wanted = Type.Object({
  assignment: Nullable(Type.String({ description: '<rollout>:<batch>:<attempt>' })),
  hash: Type.String({ description: 'A full store path, despite the name.' }),
  cache_url: Nullable(Type.String()),
});
export type Wanted = Static<typeof Wanted>;

/** What the machine should run from now on: after `welcome`, and whenever it changes. Null: nothing. */
export const WantedFrame = Type.Object({ type: Type.Literal('wanted'), wanted: Nullable(Wanted) });
export type WantedFrame = Static<typeof WantedFrame>;

/** This path will be wanted soon: fetch it and keep it from the collector, but do not activate it. */
export const PrefetchFrame = Type.Object({
  type: Type.Literal('prefetch'),
  hash: Type.String(),
  cache_url: Nullable(Type.String()),
});
export type PrefetchFrame = Static<typeof PrefetchFrame>;

/** Somebody asks that this path be tried again although it has failed on the machine. */
export const RetryFrame = Type.Object({ type: Type.Literal('retry'), hash: Type.String() });
export type RetryFrame = Static<typeof RetryFrame>;

/** Reports up to and including `seq` need not be sent again: they are on disk here, or will never be taken. */
export const AckFrame = Type.Object({
  type: Type.Literal('ack'),
  seq: Count,
  refused: Type.Optional(Type.String({ description: 'Why the report `seq` itself will never be taken.' })),
});
export type AckFrame = Static<typeof AckFrame>;

/** What the control plane says. */
export const DownFrame = Type.Union([WelcomeFrame, WantedFrame, PrefetchFrame, RetryFrame, AckFrame]);
export type DownFrame = Static<typeof DownFrame>;
