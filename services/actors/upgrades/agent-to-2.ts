/**
 * An agent writes its attempts down in a table of their own, and looks at the facts whenever it starts: of what it did, only
 * what it remembers is kept.
 */
export function agentTo2(state: unknown): unknown {
  const { context } = state as { readonly context: Readonly<Record<string, unknown>> };
  const { settings, failed, confirmed, knowsAssignments, running, now } = context;
  const { verifySeconds: confirmSeconds, ...kept } = settings as Readonly<Record<string, unknown>>;
  return {
    status: 'active',
    value: { checking: 'recalling' },
    historyValue: {},
    tags: [],
    children: { stock: { snapshot: { status: 'active', input: {} }, src: 'takeStock', syncSnapshot: false } },
    context: {
      settings: { ...kept, confirmSeconds, mode: 'test-then-boot', drift: 'report' },
      ...{ failed, confirmed, knowsAssignments, running, now, hasMemory: true },
      ...{ profile: null, wanted: null, attempt: null, brokenUnits: null, health: null, condition: null },
      ...{ reached: null, drift: null, ahead: null, isFirstCycle: true, isNudged: false, begun: 0, returns: 0 },
      ...{ failures: 0, isRetrying: false, isMending: false, isMendingPutOff: false },
      ...{ pauseSeconds: kept['pollSeconds'], nextPollAt: now, nextHealthAt: context['nextHealthAt'], deadline: now },
    },
  };
}
