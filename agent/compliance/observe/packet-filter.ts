import { iptablesTable } from '../firewall/iptables-rules.ts';
import { nftTables } from '../firewall/nft-ruleset.ts';
import type { FilterTable } from '../firewall/packet-filter.ts';
import type { Machine } from '../machine.ts';

/** The packet filter of a machine. */
export interface ObservedFilter {
  /** The programs that told of it; none: there is none to ask. */
  readonly toldBy: readonly string[];
  readonly tables: readonly FilterTable[];
}

/** All tables of nftables, and those of iptables, which nftables does not see where they are of the old kind. Throws when nobody can tell. */
export async function observePacketFilter(machine: Machine): Promise<ObservedFilter> {
  const answers = await Promise.all([
    answer(machine, ['nft', '-j', 'list', 'ruleset'], nftTables),
    answer(machine, ['iptables-save'], (text) => [iptablesTable(text, 'ip')]),
    answer(machine, ['ip6tables-save'], (text) => [iptablesTable(text, 'ip6')]),
  ]);
  const told = answers.filter((each) => each !== undefined);
  const failed = told.find((each) => 'problem' in each);
  const said = told.filter((each) => 'tables' in each);
  if (failed !== undefined && said.length === 0) throw new Error(failed.problem);
  const toldBy = said.map(({ program }) => program);
  const isToldTwice = toldBy.includes('iptables-save');
  const tables = said.flatMap((each) => each.tables).filter(({ isOfIptables }) => !(isOfIptables && isToldTwice));
  return { toldBy, tables };
}

type Answer = { readonly program: string; readonly tables: readonly FilterTable[] } | { readonly problem: string };

/** Undefined: the program is not installed. A kernel without the one kind of filter makes only that one's program fail. */
async function answer(
  machine: Machine,
  argv: readonly [string, ...string[]],
  read: (text: string) => readonly FilterTable[],
): Promise<Answer | undefined> {
  const said = await machine.ask(argv);
  if (said === undefined) return undefined;
  if (said.exitCode !== 0) return { problem: `${argv.join(' ')} failed: ${said.stderr.trim() || said.exitCode}` };
  return { program: argv[0], tables: read(said.stdout) };
}
