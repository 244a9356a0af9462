import { BadInput } from '../../machines/errors.ts';
import type { Body, EffectParts } from './effect-parts.ts';

/** The agent's own way back begins this long before the dead man's, who has no better reason to give; at most a tenth. */
const HEAD_START_MS = 1_000;

/** The effects that serve an attempt: the dead man, the switch, the way back. */
export function attemptEffects({ activation, clock, system, settings }: EffectParts): AttemptEffects {
  const confirmMs = settings.confirmSeconds * 1000;
  return {
    async arm({ attempt }, signal) {
      await activation.armDeadMan(attempt, signal);
      return { now: clock.now() };
    },
    async hurry({ attempt }, signal) {
      const leftMs = Math.min(await activation.hurryDeadMan(attempt, signal), confirmMs);
      const now = clock.now();
      return { now, deadline: now + Math.max(0, leftMs - Math.min(HEAD_START_MS, confirmMs / 10)) };
    },
    async callOff({ attempt }, signal) {
      const hasFired = await activation.callOffDeadMan(attempt, signal);
      return { now: clock.now(), hasFired };
    },
    async activate(order, signal) {
      if (order.path === '') throw new BadInput('there is nothing to activate');
      const end = await activation.activate(order, signal);
      return { now: clock.now(), running: await system.running(), ...end };
    },
    async goBack({ attempt }, signal) {
      if (attempt.previous === '') throw new BadInput('nothing ran before that the machine could return to');
      const end = await activation.goBack(attempt, signal);
      return { now: clock.now(), running: await system.running(), profile: await system.profile(), ...end };
    },
  };
}

interface AttemptEffects {
  readonly arm: Body<'armDeadMan'>;
  readonly hurry: Body<'hurryDeadMan'>;
  readonly callOff: Body<'callOffDeadMan'>;
  readonly activate: Body<'activate'>;
  readonly goBack: Body<'goBack'>;
}
