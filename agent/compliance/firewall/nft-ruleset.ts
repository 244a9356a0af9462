import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadInput } from '../../../machines/errors.ts';
import { reachOf } from './nft-match.ts';
import {
  type FilterChain,
  type FilterRule,
  type FilterTable,
  narrowest,
  type Reach,
  type Verdict,
} from './packet-filter.ts';

const Chain = Type.Object({
  family: Type.String(),
  table: Type.String(),
  name: Type.String(),
  hook: Type.Optional(Type.String()),
  policy: Type.Optional(Type.String()),
});
const Rule = Type.Object({
  family: Type.String(),
  table: Type.String(),
  chain: Type.String(),
  expr: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
});
const Ruleset = Type.Object({
  nftables: Type.Array(Type.Object({ chain: Type.Optional(Chain), rule: Type.Optional(Rule) })),
});
type Chain = Static<typeof Chain>;
type Rule = Static<typeof Rule>;

const FAMILIES: Readonly<Record<string, FilterTable['families']>> = { ip: ['ip'], ip6: ['ip6'], inet: ['ip', 'ip6'] };
/** Statements that are for every packet and let it go on. */
const PASSING = ['counter', 'log', 'mangle', 'comment'];
const Target = Type.Object({ target: Type.String() });
/** Where packets go by what they are: of interest is where those go that open something. */
const StateMap = Type.Object({
  key: Type.Object({ ct: Type.Object({ key: Type.Literal('state') }) }),
  data: Type.Object({
    set: Type.Array(Type.Tuple([Type.Unknown(), Type.Record(Type.String(), Type.Unknown())])),
  }),
});

/** The tables in what `nft -j list ruleset` prints (libnftables-json(5)). Throws `BadInput` for what is none. */
export function nftTables(text: string): readonly FilterTable[] {
  const ruleset = parsed(text);
  const chains = ruleset.flatMap(({ chain }) => (chain ? [chain] : []));
  const rules = ruleset.flatMap(({ rule }) => (rule ? [rule] : []));
  const tables = new Map<string, Chain[]>();
  for (const chain of chains) {
    const key = `${chain.family} ${chain.table}`;
    tables.set(key, [...(tables.get(key) ?? []), chain]);
  }
  return [...tables.values()].map((own) => ({
    isOfIptables: own.some(({ table, name, hook }) => table === 'filter' && name === 'INPUT' && hook === 'input'),
    families: FAMILIES[own[0]?.family ?? ''] ?? [],
    chains: own.map((chain) => chainOf(chain, rules)),
  }));
}

function parsed(text: string): Static<typeof Ruleset>['nftables'] {
  const ruleset: unknown = JSON.parse(text);
  if (!Value.Check(Ruleset, ruleset)) throw new BadInput('nft -j list ruleset printed something that is no ruleset');
  return ruleset.nftables;
}

function chainOf(chain: Chain, rules: readonly Rule[]): FilterChain {
  const isOf = (rule: Rule) => rule.family === chain.family && rule.table === chain.table && rule.chain === chain.name;
  return {
    name: chain.name,
    isInput: chain.hook === 'input',
    policy: chain.policy === 'drop' || chain.policy === 'accept' ? chain.policy : undefined,
    rules: rules.filter(isOf).map(ruleOf),
  };
}

function ruleOf({ expr = [] }: Rule): FilterRule {
  const verdicts = expr.map(verdictOf);
  const reach = narrowest(expr.map((each, index) => (verdicts[index] === undefined ? reachOfStatement(each) : 'all')));
  return { reach, verdict: verdicts.find((each) => each !== undefined) };
}

function verdictOf(expression: Readonly<Record<string, unknown>>): Verdict | undefined {
  if ('drop' in expression || 'reject' in expression) return 'drop';
  if ('accept' in expression) return 'accept';
  if ('return' in expression) return 'return';
  if (Value.Check(Target, expression['jump'])) return { jump: expression['jump'].target };
  if (Value.Check(Target, expression['goto'])) return { goto: expression['goto'].target };
  const map = expression['vmap'];
  const found = Value.Check(StateMap, map) ? map.data.set.find(([state]) => state === 'new') : undefined;
  return found && verdictOf(found[1]);
}

function reachOfStatement(expression: Readonly<Record<string, unknown>>): Reach {
  if ('match' in expression) return reachOf(expression['match']);
  return Object.keys(expression).every((name) => PASSING.includes(name)) ? 'all' : 'some';
}
