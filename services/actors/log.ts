/** Takes what is worth a line in the log; `detail` is JSON. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  detail?: Readonly<Record<string, unknown>>,
) => void;
