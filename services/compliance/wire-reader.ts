/** Reads what SSH writes (RFC 4251, section 5): big-endian lengths before bytes; undefined when the bytes end before. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  /** So many bytes. */
  take(count: number): Buffer | undefined {
    if (this.#bytes.length - this.#at < count) return undefined;
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** A `uint32`. */
  number(): number | undefined {
    return this.take(4)?.readUInt32BE();
  }

  /** A `string`: its length, then its bytes. */
  string(): Buffer | undefined {
    const length = this.number();
    return length === undefined ? undefined : this.take(length);
  }

  /** A `string` that is text. */
  text(): string | undefined {
    return this.string()?.toString('latin1');
  }

  /** Nothing is left. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

/** A `string` of SSH. */
export function wireString(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The bytes of a text in base64 (RFC 4648, section 4), padded; undefined when it is none, or not the one that these bytes have. */
export function bytesOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
}
