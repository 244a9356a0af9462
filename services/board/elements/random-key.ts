const BYTES = 16;

/** A text that nobody has used before; `crypto.randomUUID` is not there on a page that came over plain HTTP. */
export const randomKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
