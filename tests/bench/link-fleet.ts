import type { Wanted } from '../../machines/model/link.ts';
import { framed, LinkConnection } from './link-connection.ts';
import type { LinkNews, LinkOrder, LinkTask } from './link-order.ts';
import { machineName, reportOf, type ReportKind } from './load-report.ts';

/*
 * A fleet of linked agents: a program of its own that gets its order as JSON in its argument, and tells over its IPC
 * channel what becomes of it. It runs until it is killed.
 */

/** So many are on their way to be linked at once. */
const CONNECTING = 100;
/** Where the number of a report is written: wide enough for each. */
const SEQ_WIDTH = 10;

/** One agent's link, and how far its reports are. */
interface Agent {
  readonly name: string;
  readonly link: LinkConnection;
  readonly frames: readonly [Buffer, Buffer];
  sent: number;
  acknowledged: number;
  /** When the oldest report that is not acknowledged was sent. */
  sentAt: number;
}

const { port, links, task } = JSON.parse(process.argv[2] ?? '') as LinkOrder;
const agents: Agent[] = [];
let hearWanted: (agent: Agent, text: string) => void = () => undefined;
let hearAck: (agent: Agent, reports: number) => void = () => undefined;
process.on('disconnect', () => process.exit());
await connectAll();
await tell({ type: 'ready' });
await perform(task);

/** Links all agents; each of them is there when it was told what is wanted, which follows the welcome. */
async function connectAll(): Promise<void> {
  let begun = 0;
  let there = 0;
  await new Promise<void>((resolve) => {
    const next = () => {
      if (there === links) return resolve();
      if (begun === links) return;
      const index = begun;
      begun += 1;
      const name = machineName(index);
      const link = new LinkConnection({
        port,
        machineId: name,
        failed: fail,
        heard(text) {
          if (agents[index] !== undefined) return hear(agents[index], text);
          if (!text.startsWith('{"type":"wanted"')) return;
          const frames = framesOf(kindOf(task), name);
          agents[index] = { name, link, frames, sent: 0, acknowledged: 0, sentAt: 0 };
          there += 1;
          next();
        },
      });
    };
    for (let count = 0; count < CONNECTING; count += 1) next();
  });
}

function hear(agent: Agent, text: string): void {
  if (text.startsWith('{"type":"wanted","wanted":{')) return hearWanted(agent, text);
  // What a later batch will want: these agents fetch nothing.
  if (text.startsWith('{"type":"prefetch"')) return;
  const [, seq] = /^\{"type":"ack","seq":(\d+)\}$/.exec(text) ?? [];
  if (seq === undefined) return fail(new Error(`not expected: ${text}`));
  const reports = Number(seq) - agent.acknowledged;
  agent.acknowledged = Number(seq);
  hearAck(agent, reports);
}

async function perform(order: LinkTask): Promise<void> {
  switch (order.does) {
    case 'report':
      return reportAsFastAsCanBe(order);
    case 'idle':
      return reportNowAndThen(order.everyMs);
    case 'wait':
      return waitToBeTold();
    case 'apply':
      return applyAtOnce();
  }
}

function reportAsFastAsCanBe({ window, warmUpMs, measuredMs }: Extract<LinkTask, { does: 'report' }>): void {
  const measureAt = performance.now() + warmUpMs;
  const endAt = measureAt + measuredMs;
  const latencies: number[] = [];
  let count = 0;
  hearAck = (agent, reports) => {
    const now = performance.now();
    if (now >= endAt) return;
    if (now >= measureAt) {
      count += reports;
      latencies.push(now - agent.sentAt);
    }
    if (agent.sent - agent.acknowledged <= window / 2) send(agent, window - (agent.sent - agent.acknowledged));
  };
  for (const agent of agents) send(agent, window);
  setTimeout(() => {
    latencies.sort((one, other) => one - other);
    const p99Ms = latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
    void tell({ type: 'reported', reports: count, ms: measuredMs, p99Ms });
  }, warmUpMs + measuredMs);
}

/** All report once a period, evenly spread; once before that, or each would be a machine that nobody knew. */
async function reportNowAndThen(everyMs: number): Promise<void> {
  await allReported();
  let turn = 0;
  setInterval(() => {
    const agent = agents[turn % agents.length];
    turn += 1;
    if (agent) send(agent, 1);
  }, everyMs / agents.length);
}

async function waitToBeTold(): Promise<void> {
  await allReported();
  let told = 0;
  hearWanted = () => {
    told += 1;
    if (told % links === 0) void tell({ type: 'told', at: Date.now() });
  };
}

async function applyAtOnce(): Promise<void> {
  await allReported();
  hearWanted = (agent, text) => {
    const { wanted } = JSON.parse(text) as { wanted: Wanted };
    agent.sent += 1;
    agent.link.write(framed(JSON.stringify(applied(agent, wanted))));
  };
}

/** What an agent says that runs what it was told to, and is healthy there. */
const applied = ({ name, sent }: Agent, { hash, assignment }: Wanted) => ({
  type: 'report',
  ...reportOf('routine', name, 0),
  current_generation: hash,
  message: 'deployed',
  assignment,
  outcome: 'done',
  seq: sent,
});

async function allReported(): Promise<void> {
  let acknowledged = 0;
  await new Promise<void>((resolve) => {
    hearAck = () => {
      acknowledged += 1;
      if (acknowledged === links) resolve();
    };
    for (const agent of agents) send(agent, 1);
  });
  await tell({ type: 'reported', reports: links, ms: 0, p99Ms: 0 });
}

function send(agent: Agent, reports: number): void {
  const frames: Buffer[] = [];
  for (let count = 0; count < reports; count += 1) {
    agent.sent += 1;
    const frame = Buffer.from(agent.sent % 2 === 0 ? agent.frames[0] : agent.frames[1]);
    frame.write(String(agent.sent).padStart(SEQ_WIDTH), frame.length - SEQ_WIDTH - 1, 'latin1');
    frames.push(frame);
  }
  agent.sentAt = performance.now();
  agent.link.write(frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames));
}

/** The two reports that a machine sends by turns; the room for the number is at the end. */
function framesOf(kind: ReportKind, name: string): [Buffer, Buffer] {
  return [frameOf(kind, name, 0), frameOf(kind, name, 1)];
}

function frameOf(kind: ReportKind, name: string, turn: 0 | 1): Buffer {
  const text = JSON.stringify({ type: 'report', ...reportOf(kind, name, turn) });
  return framed(`${text.slice(0, -1)},"seq":${' '.repeat(SEQ_WIDTH)}}`);
}

function kindOf(order: LinkTask): ReportKind {
  return order.does === 'report' ? order.kind : 'routine';
}

function fail(error: Error): void {
  process.stderr.write(`a link failed: ${error.message}\n`);
  process.exit(1);
}

async function tell(news: LinkNews): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.send?.(news, undefined, {}, (error) => (error ? reject(error) : resolve()));
  });
}
