import type { FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { HelloFrame, LogFrame, ReportFrame, StateFrame, type UpFrame } from '../../../machines/model/link.ts';
import { problemOf } from '../http/json-text.ts';
import { refusedShape } from '../http/validation.ts';
import { NOT_JSON, PROTOCOL_FAULT } from './close-codes.ts';

/** What an agent's text came to: a frame; one of an unknown type; a report that will never be taken; a fault. */
export type ReadFrame =
  | { readonly is: 'frame'; readonly frame: UpFrame }
  | { readonly is: 'unknown' }
  | { readonly is: 'refused'; readonly seq: number; readonly problem: string }
  | { readonly is: 'fault'; readonly code: number; readonly problem: string };

/** Reads the text of a frame. */
export type FrameReader = (text: string) => ReadFrame;

/** Makes a function that validates, and fills in defaults: the server's own, so that links take what its routes take. */
export type Compile = (schema: TSchema) => Validate;

interface Validate {
  (value: unknown): unknown;
  errors?: FastifySchemaValidationError[] | null;
}

/** Compiles the schemas of frames; what it gives is for all links. */
export function createFrameReader(compile: Compile): FrameReader {
  const validators = new Map<unknown, Validate>([
    ['hello', compile(HelloFrame)],
    ['state', compile(StateFrame)],
    ['report', compile(ReportFrame)],
    ['log', compile(LogFrame)],
  ]);
  return (text) => {
    const parsed = parse(text);
    if ('problem' in parsed)
      return { is: 'fault', code: NOT_JSON, problem: `the frame is not JSON: ${parsed.problem}` };
    const { type, seq } = fieldsOf(parsed.value);
    if (typeof type !== 'string') return { is: 'fault', code: PROTOCOL_FAULT, problem: 'the frame has no `type`' };
    const validate = validators.get(type);
    if (validate === undefined) return { is: 'unknown' };
    const problem = problemOf(text) ?? problemIn(parsed.value, validate);
    // The validator has just said so.
    if (problem === undefined) return { is: 'frame', frame: parsed.value as UpFrame };
    if (type === 'report' && isCount(seq)) return { is: 'refused', seq, problem };
    return { is: 'fault', code: PROTOCOL_FAULT, problem: `${type}: ${problem}` };
  };
}

function parse(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

const fieldsOf = (value: unknown): { type?: unknown; seq?: unknown } =>
  typeof value === 'object' && value !== null ? value : {};

function problemIn(value: unknown, validate: Validate): string | undefined {
  if (validate(value) === true) return undefined;
  return refusedShape(validate.errors ?? [], 'frame').message;
}

const isCount = (seq: unknown): seq is number => Number.isSafeInteger(seq) && Number(seq) >= 0;
