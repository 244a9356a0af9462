import { type AnyStateMachine, StateMachine } from 'xstate';

/** The statecharts among the exports of modules: what is named `<noun>Machine`. */
export function chartsIn(modules: readonly Readonly<Record<string, unknown>>[]): AnyStateMachine[] {
  const exported = modules.flatMap((module) => Object.entries(module));
  return exported.flatMap(([name, value]) =>
    name.endsWith('Machine') && value instanceof StateMachine ? [value] : [],
  );
}
