import type { EvidenceView, Tone } from '../../services/compliance/evidence-text.ts';

const CODES: Readonly<Record<Tone, number>> = { good: 32, bad: 31, warning: 33, quiet: 36 };

/** Colours for a terminal; none for anything else. */
export const terminalPaint =
  (isColoured: boolean): EvidenceView['paint'] =>
  (tone, text) =>
    isColoured ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
