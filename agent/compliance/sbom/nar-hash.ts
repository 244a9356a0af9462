const BYTES = 32;
/** Nix's own: no e, o, u, t. */
const NIX32 = '0123456789abcdfghijklmnpqrsvwxyz';

/**
 * The SHA-256 of a path's archive as hex, however this Nix writes it: `sha256-…=`, `sha256:` with Nix's base 32 or hex, or
 * `{ algorithm, format, hash }` (2.33 and newer). Undefined: none of them.
 */
export function narHashHex(said: unknown): string | undefined {
  if (typeof said === 'string') {
    const [, separator, text = ''] = /^sha256([-:])(.+)$/.exec(said) ?? [];
    if (separator === '-') return fromBase64(text);
    return separator === ':' ? fromText(text) : undefined;
  }
  if (typeof said !== 'object' || said === null || !('hash' in said) || typeof said.hash !== 'string') return undefined;
  if (!('algorithm' in said) || said.algorithm !== 'sha256') return undefined;
  return 'format' in said && said.format === 'base64' ? fromBase64(said.hash) : fromText(said.hash);
}

function fromText(text: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  return text.length === 52 ? fromNix32(text) : fromBase64(text);
}

function fromBase64(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  return /^[A-Za-z0-9+/]{43}=$/.test(text) && bytes.length === BYTES ? bytes.toString('hex') : undefined;
}

/** Five bits a character, the last character being the lowest ones. */
function fromNix32(text: string): string | undefined {
  let number = 0n;
  for (const character of text) {
    const digit = NIX32.indexOf(character);
    if (digit === -1) return undefined;
    number = number * 32n + BigInt(digit);
  }
  const hex = number.toString(16).padStart(BYTES * 2, '0');
  // The number has its lowest byte first.
  return hex.length === BYTES * 2 ? Buffer.from(Buffer.from(hex, 'hex').toReversed()).toString('hex') : undefined;
}
