import { type Static, Type } from 'typebox';
import { Count, Timestamp, WireText } from './text.ts';

/** How one probe ended: a unit, an URL, a command. */
export const HealthCheckResult = Type.Union([
  Type.Object({ status: Type.Literal('pass'), check_name: WireText(512), duration_ms: Count }),
  Type.Object({
    status: Type.Literal('fail'),
    check_name: WireText(512),
    duration_ms: Count,
    message: WireText(4096),
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
