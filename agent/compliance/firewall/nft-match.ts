import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { InterfaceCondition } from './interface-condition.ts';
import { MOST_PORTS, type Reach } from './packet-filter.ts';

const Key = (key: string) => Type.Object({ key: Type.Literal(key) });
const Interface = Type.Object({ meta: Type.Union([Key('iifname'), Key('iif')]) });
/** `iifname != "lo"`, `iifname { "lo", "eth*" }`. */
const OfInterface = Type.Object({
  op: Type.Union([Type.Literal('=='), Type.Literal('!=')]),
  left: Interface,
  right: Type.Unknown(),
});
const WithComment = Type.Object({ elem: Type.Object({ val: Type.Unknown() }) });
const State = Type.Object({ op: Type.String(), left: Type.Object({ ct: Key('state') }), right: Type.Unknown() });
/** By protocol and by nothing else. */
const Protocol = Type.Object({
  op: Type.String(),
  left: Type.Union([
    Type.Object({ meta: Type.Union([Key('l4proto'), Key('nfproto'), Key('protocol')]) }),
    Type.Object({ payload: Type.Object({ field: Type.Union([Type.Literal('protocol'), Type.Literal('nexthdr')]) }) }),
  ]),
  right: Type.Unknown(),
});
const Ports = Type.Object({
  op: Type.Literal('=='),
  left: Type.Object({ payload: Type.Object({ field: Type.Literal('dport') }) }),
  right: Type.Unknown(),
});
const OtherPorts = Type.Object({
  op: Type.Union([Type.Literal('!='), Type.Literal('>'), Type.Literal('>=')]),
  left: Type.Object({ payload: Type.Object({ field: Type.Literal('dport') }) }),
  right: Type.Integer({ maximum: 1 }),
});
const Anybody = Type.Object({
  left: Type.Object({ payload: Type.Object({ field: Type.Literal('saddr') }) }),
  right: Type.Object({ prefix: Type.Object({ len: Type.Literal(0) }) }),
});
const Range = Type.Object({ range: Type.Tuple([Type.Integer(), Type.Integer()]) });
const ValueSet = Type.Object({ set: Type.Array(Type.Unknown()) });
/** What carries services; `icmp` and the like may be let in. */
const CARRIERS = ['tcp', 'udp', 'ipv4', 'ipv6', 'ip', 'ip6'];

/** What is in a set or map of a table that rules name, by `@name`. */
export type NamedSets = ReadonlyMap<string, readonly unknown[]>;

/** What a match of libnftables-json(5) says of the interface that packets come in over; undefined: nothing that could be told by its name. */
export function interfacesOf(match: unknown, sets: NamedSets): InterfaceCondition | undefined {
  if (!Value.Check(OfInterface, match)) return undefined;
  const values = typeof match.right === 'string' ? (sets.get(match.right) ?? [match.right]) : valuesOf(match.right);
  return { names: values.flatMap(interfaceNames), isNegated: match.op === '!=' };
}

/** Whether an expression is the interface that a packet came in over. */
export const isInterface = (expression: unknown): boolean => Value.Check(Interface, expression);

/** The name of an interface that is in a set; nothing: it is of another kind. */
export function interfaceNames(element: unknown): readonly string[] {
  const value = Value.Check(WithComment, element) ? element.elem.val : element;
  return typeof value === 'string' ? [value] : [];
}

/** For which of the packets that open something a match of libnftables-json(5) is. */
export function reachOf(match: unknown): Reach {
  if (Value.Check(State, match)) return (match.op === '!=') === valuesOf(match.right).includes('new') ? 'some' : 'all';
  if (Value.Check(Protocol, match)) return valuesOf(match.right).some(isCarrier) ? 'most' : 'some';
  if (Value.Check(Ports, match)) return portsIn(match.right) >= MOST_PORTS ? 'most' : 'some';
  return Value.Check(OtherPorts, match) || Value.Check(Anybody, match) ? 'most' : 'some';
}

const isCarrier = (value: unknown): boolean => typeof value === 'string' && CARRIERS.includes(value);

function valuesOf(right: unknown): readonly unknown[] {
  if (Value.Check(ValueSet, right)) return right.set;
  return Array.isArray(right) ? right : [right];
}

function portsIn(right: unknown): number {
  return valuesOf(right).reduce<number>((sum, each) => {
    if (!Value.Check(Range, each)) return sum + 1;
    return sum + each.range[1] - each.range[0] + 1;
  }, 0);
}
