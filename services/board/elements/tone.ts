/** How a word is to be taken. */
export type Tone = 'good' | 'bad' | 'busy' | 'wait' | 'plain';

/** The sign beside each colour. */
export const SIGNS: Readonly<Record<Tone, string>> = { good: '✔', bad: '✖', busy: '▶', wait: '◷', plain: '·' };

const TONES: Readonly<Record<Exclude<Tone, 'plain'>, readonly string[]>> = {
  good: ['healthy', 'succeeded', 'completed', 'in_sync', 'ok', 'active', 'online', 'pass', 'passed', 'reverted'],
  bad: ['unhealthy', 'failed', 'error', 'quarantined', 'revert_failed', 'revert_incomplete', 'silent', 'fail'],
  busy: [
    'running',
    'deploying',
    'fetching',
    'applying',
    'verifying',
    'rolling_back',
    'reverting',
    'reporting',
    'checking',
  ],
  wait: ['paused', 'pending', 'waiting', 'waiting_health', 'soaking', 'pending_deploy', 'maintenance', 'provisioning'],
};

/** The tone of one of the words of the API. */
export function toneOf(word: string): Tone {
  const found = Object.entries(TONES).find(([, words]) => words.includes(word));
  return (found?.[0] as Tone | undefined) ?? 'plain';
}
