import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadInput } from '../../../machines/errors.ts';
import type { InterfaceCondition } from './interface-condition.ts';
import { interfaceNames, interfacesOf, isInterface, type NamedSets, reachOf } from './nft-match.ts';
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
/** A set, or a map from values to verdicts. */
const Named = Type.Object({
  family: Type.String(),
  table: Type.String(),
  name: Type.String(),
  elem: Type.Optional(Type.Array(Type.Unknown())),
});
const Ruleset = Type.Object({
  nftables: Type.Array(
    Type.Object({
      chain: Type.Optional(Chain),
      rule: Type.Optional(Rule),
      set: Type.Optional(Named),
      map: Type.Optional(Named),
    }),
  ),
});
type Chain = Static<typeof Chain>;
type Rule = Static<typeof Rule>;
type Named = Static<typeof Named>;

const FAMILIES: Readonly<Record<string, FilterTable['families']>> = { ip: ['ip'], ip6: ['ip6'], inet: ['ip', 'ip6'] };
/** Statements that are for every packet and let it go on. */
const PASSING = ['counter', 'log', 'mangle', 'comment'];
const Target = Type.Object({ target: Type.String() });
/** Where packets go by the interface that they come in over. */
const VerdictMap = Type.Object({
  key: Type.Unknown(),
  data: Type.Union([Type.String(), Type.Object({ set: Type.Array(Type.Unknown()) })]),
});
const MapElement = Type.Tuple([Type.Unknown(), Type.Record(Type.String(), Type.Unknown())]);
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
  const named = ruleset.flatMap(({ set, map }) => [set, map].filter((each) => each !== undefined));
  const tables = new Map<string, Chain[]>();
  for (const chain of chains) {
    const key = `${chain.family} ${chain.table}`;
    tables.set(key, [...(tables.get(key) ?? []), chain]);
  }
  return [...tables.values()].map((own) => ({
    isOfIptables: own.some(({ table, name, hook }) => table === 'filter' && name === 'INPUT' && hook === 'input'),
    families: FAMILIES[own[0]?.family ?? ''] ?? [],
    chains: own.map((chain) => chainOf(chain, rules, setsOf(chain, named))),
  }));
}

function parsed(text: string): Static<typeof Ruleset>['nftables'] {
  const ruleset: unknown = JSON.parse(text);
  if (!Value.Check(Ruleset, ruleset)) throw new BadInput('nft -j list ruleset printed something that is no ruleset');
  return ruleset.nftables;
}

const setsOf = ({ family, table }: Chain, named: readonly Named[]): NamedSets =>
  new Map(
    named
      .filter((each) => each.family === family && each.table === table)
      .map(({ name, elem = [] }) => [`@${name}`, elem]),
  );

function chainOf(chain: Chain, rules: readonly Rule[], sets: NamedSets): FilterChain {
  const isOf = (rule: Rule) => rule.family === chain.family && rule.table === chain.table && rule.chain === chain.name;
  return {
    name: chain.name,
    isInput: chain.hook === 'input',
    policy: chain.policy === 'drop' || chain.policy === 'accept' ? chain.policy : undefined,
    rules: rules.filter(isOf).flatMap((rule) => rulesOf(rule, sets)),
  };
}

type Expression = Readonly<Record<string, unknown>>;

/** A rule; of one that has a verdict for each of some interfaces, one for each. */
function rulesOf({ expr = [] }: Rule, sets: NamedSets): readonly FilterRule[] {
  const conditions = expr.map((each) => interfacesOf(each['match'], sets));
  const interfaces = conditions.filter((each) => each !== undefined);
  const rest = expr.filter((_, index) => conditions[index] === undefined);
  const map = rest.at(-1)?.['vmap'];
  if (!Value.Check(VerdictMap, map) || !isInterface(map.key)) return [ruleOf(rest, interfaces)];
  const elements = typeof map.data === 'string' ? (sets.get(map.data) ?? []) : map.data.set;
  return elements.flatMap((element) => {
    if (!Value.Check(MapElement, element)) return [];
    const condition = { names: interfaceNames(element[0]), isNegated: false };
    return [ruleOf([...rest.slice(0, -1), element[1]], [...interfaces, condition])];
  });
}

function ruleOf(expr: readonly Expression[], interfaces: readonly InterfaceCondition[]): FilterRule {
  const verdicts = expr.map(verdictOf);
  const reach = narrowest(expr.map((each, index) => (verdicts[index] === undefined ? reachOfStatement(each) : 'all')));
  return { reach, interfaces, verdict: verdicts.find((each) => each !== undefined) };
}

function verdictOf(expression: Expression): Verdict | undefined {
  if ('drop' in expression || 'reject' in expression) return 'drop';
  if ('accept' in expression) return 'accept';
  if ('return' in expression) return 'return';
  if (Value.Check(Target, expression['jump'])) return { jump: expression['jump'].target };
  if (Value.Check(Target, expression['goto'])) return { goto: expression['goto'].target };
  const map = expression['vmap'];
  const found = Value.Check(StateMap, map) ? map.data.set.find(([state]) => state === 'new') : undefined;
  return found && verdictOf(found[1]);
}

function reachOfStatement(expression: Expression): Reach {
  if ('match' in expression) return reachOf(expression['match']);
  return Object.keys(expression).every((name) => PASSING.includes(name)) ? 'all' : 'some';
}
