/** How bad it is. */
export type Level = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';

/** What the agent says while it runs. */
export type Log = (level: Level, message: string, fields?: Readonly<Record<string, unknown>>) => void;

const LEVELS: readonly Level[] = ['ERROR', 'WARN', 'INFO', 'DEBUG'];

/** One JSON object a line, in the shape that v0.1.1 writes; `RUST_LOG` says from which level on. */
export function createLog(write: (line: string) => void, env: NodeJS.ProcessEnv = process.env): Log {
  const shown = shownLevels(env.RUST_LOG);
  return (level, message, fields = {}) => {
    if (!shown.includes(level)) return;
    const line = {
      timestamp: new Date().toISOString(),
      level,
      fields: { message, ...fields },
      target: 'nixfleet_agent',
    };
    write(`${JSON.stringify(line)}\n`);
  };
}

/** `info`, `nixfleet_agent=debug`, `warn,nixfleet_agent=info`; the last that concerns us counts. */
function shownLevels(filter = 'info'): readonly Level[] {
  const words = filter
    .toLowerCase()
    .split(',')
    .map((word) => word.trim().replace(/^nixfleet_agent=/, ''));
  const word = words.findLast((each) => /^(off|error|warn|info|debug|trace)$/.test(each)) ?? 'info';
  if (word === 'off') return [];
  const index = LEVELS.findIndex((level) => level.toLowerCase() === word);
  return index === -1 ? LEVELS : LEVELS.slice(0, index + 1);
}
