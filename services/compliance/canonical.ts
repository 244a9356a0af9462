import canonicalize from 'canonicalize';
import { BadInput } from '../../machines/errors.ts';

/** The one text that a JSON value has (JSON Canonicalization Scheme, RFC 8785). Throws `BadInput` for what JSON cannot say. */
export function canonical(value: unknown): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new BadInput('evidence cannot be written as canonical JSON', {}, { cause });
  }
  throw new BadInput('evidence cannot be written as canonical JSON: there is none');
}
