import { connectionOf } from '../config/connection.ts';
import { verb } from '../line/verb.ts';
import { askedActor } from '../statechart/asked-actor.ts';
import { untilInterrupted } from '../statechart/until-interrupted.ts';

/** `nixfleet statechart watch`. */
export const statechartWatch = verb({
  flags: {},
  operands: ['address'],
  completes: { address: 'actor' },
  examples: [
    'statechart watch rollout:r-7f3a',
    'statechart watch machine:web-01 | tee steps.log',
    'statechart watch batch:r-7f3a:0 --json',
  ],
  async run({ operands: { address } }, session) {
    const { stdout } = process;
    return untilInterrupted(session, async (client, signal) => {
      const asked = await askedActor(client, address, signal);
      const { followActor } = await import('../../services/api/follow-actor.ts');
      const { watchedActor } = await import('../statechart/watched-actor.ts');
      const connection = connectionOf(session.config);
      await watchedActor(asked, {
        source: {
          actor: (until) => client.getActor({ params: { address }, signal: until }),
          chart: (name, until) => client.getStatechart({ params: { name }, signal: until }),
          feed: (options) => followActor({ ...connection, ...options, address }),
        },
        stream: stdout,
        shows: session.isJson ? 'json' : stdout.isTTY && process.env['TERM'] !== 'dumb' ? 'screen' : 'lines',
        note: session.screen.note,
        jsonLine: session.screen.jsonLine,
        now: () => Date.now(),
        every(ms, call) {
          const timer = setInterval(call, ms);
          return () => clearInterval(timer);
        },
        signal,
      });
    });
  },
});
