import { and, fromPromise, not, setup } from 'xstate';

/** A small chart with everything that a drawing has to show. */
export const lightMachine = setup({
  actors: { sleepUntil: fromPromise(() => Promise.resolve()) },
  guards: { isDark: () => true, isBroken: () => false },
}).createMachine({
  id: 'light',
  description: 'A lamp on the stairs.',
  initial: 'off',
  on: { inspect: {} },
  states: {
    off: { description: 'Dark.', on: { pressed: { guard: and(['isDark', not('isBroken')]), target: 'on' } } },
    on: {
      description: 'Shines, and hums.',
      type: 'parallel',
      on: { failed: 'broken' },
      states: {
        shine: {
          description: 'Until somebody has had time to climb.',
          initial: 'bright',
          states: {
            bright: {
              description: 'Full light.',
              invoke: {
                id: 'timer',
                src: 'sleepUntil',
                onDone: 'dimmed',
                onError: { target: 'bright', reenter: true },
              },
            },
            dimmed: { description: 'A "last warning".', on: { pressed: 'bright', 'night: fell': '#light.off' } },
          },
        },
        hum: { description: 'It always hums.' },
      },
    },
    broken: { description: 'Needs a new bulb.', type: 'final' },
  },
});
