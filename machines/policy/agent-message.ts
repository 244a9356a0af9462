import type { HealthReport } from '../model/health.ts';

/** What a control plane accepts as a report's message, in UTF-8 bytes. */
export const MESSAGE_BYTES = 4096;

/** A text that is at most `limit` UTF-8 bytes long, its end cut off and marked when it was longer. */
export function cutText(text: string, limit: number = MESSAGE_BYTES): string {
  if (bytesOf(text) <= limit) return text;
  let kept = '';
  let room = limit - bytesOf('…');
  for (const character of text) {
    room -= bytesOf(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Why a health check sends a machine back: v0.1.1's words, one part a failed check. */
export function healthProblem({ results }: HealthReport): string {
  const failed = results.flatMap((result) =>
    result.status === 'fail' ? [`FAIL: ${result.check_name} (${result.duration_ms}ms): ${result.message}`] : [],
  );
  return `health check failed: ${failed.join(', ')}`;
}

/** UTF-8 bytes of a text; lone surrogates count as the replacement character, as encoders write them. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
