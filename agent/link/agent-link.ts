import { failureOf } from '../../machines/errors.ts';
import type { AgentUnit } from '../../services/store/agent-unit.ts';
import type { AgentParts } from '../agent-kind.ts';
import type { Contact } from '../contact/contact.ts';
import { LinkAdvice, type Nudge } from './link-advice.ts';
import { Link } from './link.ts';
import type { Log } from '../log.ts';
import { createReporter } from '../contact/reporter.ts';
import type { SaidLines } from './said-lines.ts';

/** What an agent that has a link is made of. */
export interface LinkedParts extends Omit<AgentParts, 'controlPlane' | 'link'> {
  readonly controlPlane: AgentParts['controlPlane'] & Pick<Contact, 'openLink' | 'onRenewed' | 'look'>;
  /** What activations say. */
  readonly lines?: SaidLines;
}

/** A link, and the parts of an agent that uses it. */
export interface AgentLink {
  readonly link: Link;
  readonly parts: AgentParts;
}

/** The link of an agent: what it wants goes to the chart, what the agent does and says goes over it. */
export function agentLink(given: LinkedParts, unit: AgentUnit, nudge: (nudge: Nudge) => void): AgentLink {
  const { controlPlane, version, system, clock, chance, log, fetchSays } = given;
  const advice = new LinkAdvice({
    ask: (signal) => controlPlane.desiredGeneration(signal),
    look: () => controlPlane.look(),
    stands: () => link.stands,
    nudge,
  });
  const link: Link = new Link({
    open: (signal) => controlPlane.openLink(signal),
    hello: async () => ({ version, epoch: unit.epoch, boot_id: await system.bootId() }),
    outbox: unit.outbox,
    reporter: createReporter(given, unit.epoch),
    listener: advice,
    log,
    chance,
    now: () => clock.now(),
  });
  controlPlane.onRenewed(() => link.renew());
  const nameOf = createNames(unit, log);
  given.lines?.heardBy((attemptId, line) => link.line(nameOf(attemptId), line));
  const parts: AgentParts = {
    ...given,
    link,
    controlPlane: {
      desiredGeneration: (signal) => advice.desiredGeneration(signal),
      report: (report, signal) => controlPlane.report(report, signal),
      reach: (signal) => controlPlane.reach(signal),
      clockSkewMs: () => controlPlane.clockSkewMs(),
    },
    fetchSays(path, line) {
      fetchSays?.(path, line);
      link.line(advice.attemptFor(path), line);
    },
  };
  return { link, parts };
}

/** An attempt is shown as its fetch was: under its assignment, else under what is wanted. */
function createNames({ attempts }: AgentUnit, log: Log): (attemptId: string) => string {
  let last = { id: '', name: '' };
  return (id) => {
    if (id !== last.id) last = { id, name: nameFor(id) };
    return last.name;
  };

  function nameFor(id: string): string {
    try {
      const attempt = attempts.open();
      if (attempt?.id === id) return attempt.assignment ?? attempt.wanted.replace(/^.*\//, '');
    } catch (error) {
      // An activation must not end because nobody knows what to call it.
      log('DEBUG', `an attempt has no name: ${failureOf(error).message}`);
    }
    return id;
  }
}
