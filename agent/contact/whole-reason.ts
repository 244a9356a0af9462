import { cutText } from '../../machines/policy/agent-message.ts';

const MOST_CAUSES = 8;
const MOST_BYTES = 1_500;

/** What an error says, and in brackets what its causes say beyond that: `fetch failed (getaddrinfo ENOTFOUND cp)`. */
export function wholeReason(error: unknown): string {
  const [first = 'no reason is known', ...causes] = saidBy(error);
  return cutText(causes.length === 0 ? first : `${first} (${causes.join(': ')})`, MOST_BYTES);
}

function saidBy(error: unknown): readonly string[] {
  const said: string[] = [];
  let each = error;
  for (let depth = 0; depth < MOST_CAUSES && each !== undefined && each !== null; depth += 1) {
    const text = messageOf(each);
    if (text !== '' && !said.some((earlier) => earlier.includes(text))) said.push(text);
    each = each instanceof Error ? each.cause : undefined;
  }
  return said;
}

/** One that stands for several, as of a name with several addresses, has no words of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.slice(0, MOST_CAUSES).map(messageOf).join(', ');
  }
  return (error instanceof Error ? error.message : String(error)).trim();
}
