import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { BadShape } from '../../machines/errors.ts';
import {
  AckFrame,
  type DownFrame,
  PrefetchFrame,
  RetryFrame,
  WantedFrame,
  WelcomeFrame,
} from '../../machines/model/link.ts';

const SCHEMAS: Readonly<Record<string, TSchema>> = {
  welcome: WelcomeFrame,
  wanted: WantedFrame,
  prefetch: PrefetchFrame,
  retry: RetryFrame,
  ack: AckFrame,
} satisfies Record<DownFrame['type'], TSchema>;

/** The longest texts that go on from here; what they mean is looked at where they are used. */
const LONGEST = { hash: 512, assignment: 256, cache_url: 4096 } as const;

/** The frame in a text of the control plane; undefined: its type is unknown here. Throws `BadShape`. */
export function downFrame(text: string): DownFrame | undefined {
  const value = parsed(text);
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string') throw new BadShape('the frame has no `type`');
  const schema = Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
  if (schema === undefined) return undefined;
  if (!Value.Check(schema, value)) {
    const [first] = Value.Errors(schema, value);
    throw new BadShape(`${type}: ${first?.instancePath ?? ''} ${first?.message ?? 'it has another shape'}`);
  }
  // The schema of its type has just been met.
  const frame = value as DownFrame;
  assertShort(frame);
  return frame;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadShape('the frame is not JSON', {}, { cause });
  }
}

function assertShort(frame: DownFrame): void {
  const texts = Object.entries(frame.type === 'wanted' ? (frame.wanted ?? {}) : frame);
  for (const [name, limit] of Object.entries(LONGEST)) {
    const text = texts.find(([key]) => key === name)?.[1];
    if (typeof text === 'string' && text.length > limit)
      throw new BadShape(`${frame.type}: ${name} is longer than ${limit} characters`);
  }
}
