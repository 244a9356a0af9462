/** Milliseconds on a clock that all processes of a machine share since its start and that nobody can set. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);
