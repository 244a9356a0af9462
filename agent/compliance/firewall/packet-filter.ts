import { comesOver, isForAll, type InterfaceCondition } from './interface-condition.ts';

/** What a rule does with a packet that it is for. */
export type Verdict = 'accept' | 'drop' | 'return' | { readonly jump: string } | { readonly goto: string };

/**
 * For which packets from the network that open something a rule is: for all of them; for so many that who accepts them has no firewall,
 * but who drops them has none either (all of TCP); or for some.
 */
export type Reach = 'all' | 'most' | 'some';

/** Whoever lets in as many ports lets in everything. */
export const MOST_PORTS = 60_000;

/** The reach of a rule with several conditions. */
export function narrowest(reaches: readonly Reach[]): Reach {
  if (reaches.includes('some')) return 'some';
  return reaches.includes('most') ? 'most' : 'all';
}

/** A rule as far as it matters for what nobody allowed. */
export interface FilterRule {
  /** Of what comes over the interfaces that it is for. */
  readonly reach: Reach;
  /** Over which interfaces packets come that it is for: all of these hold. */
  readonly interfaces: readonly InterfaceCondition[];
  /** Undefined: it goes on with the next, as after logging. */
  readonly verdict: Verdict | undefined;
}

/** A chain of rules. */
export interface FilterChain {
  /** What rules of the same table jump to. */
  readonly name: string;
  /** Whether the kernel sends what comes in from the network through it. */
  readonly isInput: boolean;
  /** What happens at its end; undefined: the chain it was called from goes on. */
  readonly policy: 'accept' | 'drop' | undefined;
  readonly rules: readonly FilterRule[];
}

/** A table: its chains know each other. */
export interface FilterTable {
  /** Whether nft shows what iptables made of its own rules, which iptables itself tells better. */
  readonly isOfIptables: boolean;
  readonly families: readonly ('ip' | 'ip6')[];
  readonly chains: readonly FilterChain[];
}

/** Deeper than the kernel lets chains call each other. */
const DEEPEST = 16;

/** What becomes of a packet: which family it is of, and over which interface it came; undefined: over any. */
interface Packet {
  readonly family: 'ip' | 'ip6';
  readonly over: string | undefined;
}

/**
 * Whether a packet that no rule allows is dropped: by the policy of a chain for input, or by rules for all at its end (NixOS' firewall
 * of iptables jumps to a chain that ends so). What a later chain accepts is dropped all the same. `over`: the interface that it comes
 * over; without one, what is said of single interfaces counts for nothing.
 */
export function refusesTheRest(tables: readonly FilterTable[], family: 'ip' | 'ip6', over?: string): boolean {
  const packet = { family, over };
  return tables.some(
    ({ families, chains }) =>
      families.includes(family) &&
      chains.some((chain) => chain.isInput && (fateIn(chain, chains, packet, 0) ?? chain.policy) === 'drop'),
  );
}

/** How many rules there are. */
export const rulesIn = (tables: readonly FilterTable[]): number =>
  tables.flatMap(({ chains }) => chains).reduce((sum, { rules }) => sum + rules.length, 0);

type Fate = 'accept' | 'drop' | undefined;

/** What becomes of a packet that only rules for all, or most, are for; undefined: it comes out at the end. */
function fateIn(chain: FilterChain, chains: readonly FilterChain[], packet: Packet, depth: number): Fate {
  if (depth > DEEPEST) return undefined;
  for (const { reach, interfaces, verdict } of chain.rules) {
    if (reach === 'some' || verdict === undefined || !isFor(interfaces, packet)) continue;
    const fate = fateBy(verdict, chains, packet, depth);
    if (reach === 'most') {
      if (fate === 'accept') return fate;
      continue;
    }
    if (verdict === 'return') return undefined;
    if (fate !== undefined || (typeof verdict !== 'string' && 'goto' in verdict)) return fate;
  }
  return undefined;
}

const isFor = (interfaces: readonly InterfaceCondition[], { over }: Packet): boolean =>
  interfaces.every((condition) => (over === undefined ? isForAll(condition) : comesOver(condition, over)));

function fateBy(verdict: Verdict, chains: readonly FilterChain[], packet: Packet, depth: number): Fate {
  if (verdict === 'return') return undefined;
  if (typeof verdict === 'string') return verdict;
  const name = 'jump' in verdict ? verdict.jump : verdict.goto;
  const next = chains.find((each) => each.name === name);
  return next && fateIn(next, chains, packet, depth + 1);
}
