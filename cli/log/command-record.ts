import type { CommandNews, ShownCommand } from '../../services/host/command-channel.ts';
import { Tail } from '../../services/host/output.ts';
import { type LogEvent, stampOf } from './log-event.ts';

const STDERR_LIMIT = 64 * 1024;

interface Running {
  readonly command: ShownCommand;
  readonly begunAt: number;
  readonly said: Tail;
}

type Subprocess = LogEvent & { event: 'subprocess' };

/** What is known of the commands that run, until each has become an event of the log. */
export class CommandRecord {
  readonly #running = new Map<string, Running>();

  /** The event of a command that has ended. */
  hear(news: CommandNews, now: Date): Subprocess | undefined {
    switch (news.type) {
      case 'begun':
        this.#running.set(news.id, { command: news.command, begunAt: now.getTime(), said: new Tail(STDERR_LIMIT) });
        return undefined;
      case 'said':
        this.#running.get(news.id)?.said.add(`${news.line}\n`);
        return undefined;
      case 'ended': {
        const said = this.#running.get(news.id)?.said;
        this.#running.delete(news.id);
        return eventOf(news, said?.text ?? '', now);
      }
    }
  }

  /** The events of those that still run when nobody will hear of their end. */
  leave(now: Date): Subprocess[] {
    const left = [...this.#running.values()].map(({ command, begunAt, said }) => {
      const end = { command, exitCode: -1, durationMs: now.getTime() - begunAt, stdout: '' };
      return eventOf({ ...end, problem: 'was still running when the operation ended' }, said.text, now);
    });
    this.#running.clear();
    return left;
  }
}

function eventOf(
  { command, exitCode, durationMs, stdout, problem }: Omit<CommandNews & { type: 'ended' }, 'type' | 'id'>,
  stderr: string,
  now: Date,
): Subprocess {
  const { says, argv, host } = command;
  const [out, err] = [stdout.trim(), stderr.trim()];
  return {
    event: 'subprocess',
    ts: stampOf(now),
    cmd: says,
    argv,
    exit_code: exitCode,
    duration_ms: durationMs,
    ...(host !== undefined && { host }),
    ...(out !== '' && { stdout: out }),
    ...(err !== '' && { stderr: err }),
    ...(problem !== undefined && { problem }),
  };
}
