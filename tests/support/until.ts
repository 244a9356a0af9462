import { onTestFinished } from 'vitest';
import type { ServedPlane } from './a-server.ts';

/** Ends when a question has the answer 1; looks after each commit. */
export function until({ engine, db }: ServedPlane, sql: string): Promise<void> {
  const question = db.prepare<[], number>(sql).pluck();
  return new Promise((resolve) => {
    const look = () => void (question.get() === 1 && resolve());
    onTestFinished(engine.onCommit(look));
    look();
  });
}
