import type { Machine } from '../machine.ts';
import type { EndInvariant, Remains } from './end.ts';

const GLANCE_MS = 15_000;
const PATIENCE_MS = 180_000;

/** What must be true of machines with our agent in the end. */
export const HOMECOMING: readonly EndInvariant[] = [
  {
    name: 'a machine is of one mind',
    sentence:
      'in the end a machine runs what its system profile names and what it would boot, unless that waits for a reboot',
    problem: (remains, pass) =>
      soon(remains, pass, ({ host, book, id }) => {
        const [running, profile, next] = [host.running, host.profile.at(-1), host.bootDefault];
        if (profile === next && (running === next || book.lastAt(next)?.neededReboot)) return undefined;
        return `${id} runs ${running}, its profile names ${profile}, and it would boot ${next}`;
      }),
  },
  {
    name: 'a machine is where it should be, or where it was',
    sentence:
      'in the end a machine runs what is wanted of it; or it had to come back from there, cannot have it, or waits for a ' +
      'reboot: then it is where its last attempt has left it',
    problem: (remains, pass) => soon(remains, pass, (machine) => astray(remains, machine)),
  },
  {
    name: 'each attempt is told of once',
    sentence: 'the control plane has heard once how an attempt has ended, of each that its agent can remember',
    problem: (remains, pass) => soon(remains, pass, (machine) => untold(remains, machine)),
  },
];

/** What is wrong with one of the machines, though there was time to mend it. */
async function soon(
  { machines }: Remains,
  pass: (ms: number) => Promise<void>,
  problem: (machine: Machine) => string | undefined,
): Promise<string | undefined> {
  const ours = [...machines.values()].filter(({ parts }) => parts.planned.agent === 'ours');
  const found = () => ours.flatMap((machine) => problem(machine) ?? [])[0];
  for (let left = PATIENCE_MS; left > 0 && found() !== undefined; left -= GLANCE_MS) await pass(GLANCE_MS);
  return found();
}

function astray({ chronicle }: Remains, { host, book, id }: Machine): string | undefined {
  const wanted = chronicle.wanted(id)?.hash;
  const { running } = host;
  if (running === wanted) return undefined;
  const last = book.attempts.at(-1);
  const left = last === undefined ? host.profile[0] : last.wentBackAt === undefined ? last.wanted : last.previous;
  const waits = last?.neededReboot === true && host.bootDefault === last.wanted;
  if (!waits && running !== left) return `${id} runs ${running}; its last attempt should have left it on ${left}`;
  if (waits || wanted === undefined || host.isSick(wanted, 'unfetchable')) return undefined;
  return book.lastAt(wanted)?.wentBackAt === undefined ? `${id} runs ${running} and not ${wanted}: why?` : undefined;
}

const ENDS = /^(deployed|rolled back|rollback failed)/;

/** Who was deleted begins anew, and its reports count anew. */
function untold({ chronicle }: Remains, { book, epoch, id }: Machine): string | undefined {
  if (chronicle.audit.some(({ action, target }) => action === 'delete_machine' && target === id)) return undefined;
  const begun = book.attempts.filter(({ memory }) => memory === book.memories);
  const surely = begun.filter(({ neededReboot }) => !neededReboot).length;
  const told = chronicle.receipts
    .of(id)
    .filter(({ report, isCopy }) => !isCopy && report.epoch === epoch && ENDS.test(report.message)).length;
  if (surely <= told && told <= begun.length) return undefined;
  return `${id} has begun ${begun.length} attempts, and told of the end of ${told}`;
}
