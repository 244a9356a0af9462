import { type Static, Type } from 'typebox';
import { Count, Timestamp } from './text.ts';

/** How one probe ended: a unit, an URL, a command. Names and messages have no limit: v0.1.1's agent sends all that a command wrote. */
export const HealthCheckResult = Type.Union([
  Type.Object({ status: Type.Literal('pass'), check_name: Type.String(), duration_ms: Count }),
  Type.Object({
    status: Type.Literal('fail'),
    check_name: Type.String(),
    duration_ms: Count,
    message: Type.String(),
  }),
]);
export type HealthCheckResult = Static<typeof HealthCheckResult>;

/** All probes of one moment. */
export const HealthReport = Type.Object({
  results: Type.Array(HealthCheckResult, { maxItems: 1024 }),
  all_passed: Type.Boolean(),
  timestamp: Timestamp,
});
export type HealthReport = Static<typeof HealthReport>;
