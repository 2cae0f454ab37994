import type { ObjectPair } from '../ast.ts';
import { charge, deepest, leave, totalCost, type CompiledNode, type Evaluation, type NodeCompiler } from './evaluation.ts';
import type { Scope } from './scope.ts';
import { isList } from './values.ts';

/** `{key: value, …}`, as a constructor and behind an expression: an object made of the items of a value. */
export interface CompiledGroup {
  readonly apply: (evaluation: Evaluation, input: unknown) => unknown;
  readonly cost: number;
  readonly depth: number;
}

interface CompiledPair {
  readonly key: CompiledNode;
  readonly value: CompiledNode;
}

/** Keys that the engine refuses, and the one that is no member in a plain object. */
const SPECIAL_KEYS: ReadonlySet<string> = new Set(['_jsonata_lambda', '_jsonata_function', '__proto__']);

/** Makes a closure of an object constructor or a group clause. */
export function compileGroup(pairs: readonly ObjectPair[], scope: Scope, compiler: NodeCompiler<Scope>): CompiledGroup {
  const compiled = pairs.map(({ key, value }): CompiledPair => ({ key: compiler.compile(key, scope), value: compiler.compile(value, scope) }));
  const values = compiled.map(({ value }) => value);
  const keys = compiled.map(({ key }) => key);
  const literals = literalKeys(pairs);
  const size = { cost: totalCost(values) + totalCost(keys) + pairs.length * 0.3, depth: Math.max(deepest(values), deepest(keys)) };
  if (literals !== undefined) return { apply: groupByLiterals(literals, values), ...size };
  return { apply: groupByValues(compiled, totalCost(keys)), ...size };
}

/** The keys, when every one is a text of its own; undefined otherwise. */
function literalKeys(pairs: readonly ObjectPair[]): readonly string[] | undefined {
  const keys = pairs.flatMap(({ key }) => (key.kind === 'string' && key.predicate === undefined && key.group === undefined && !SPECIAL_KEYS.has(key.value) ? [key.value] : []));
  return keys.length === pairs.length && new Set(keys).size === keys.length ? keys : undefined;
}

/** Values are evaluated in the order in which an object lists its members: whole numbers come first. */
function groupByLiterals(keys: readonly string[], values: readonly CompiledNode[]): CompiledGroup['apply'] {
  const order = Object.keys(Object.fromEntries(keys.map((key) => [key, true])));
  const members = order.flatMap((key) => {
    const value = values[keys.indexOf(key)];
    return value === undefined ? [] : [{ key, evaluate: value.evaluate }];
  });
  return (evaluation, input) => {
    const context = isList(input) ? joinItems(evaluation, input, keys.length) : input;
    const result: { [key: string]: unknown } = {};
    for (const { key, evaluate } of members) {
      const value = evaluate(evaluation, context);
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
}

/** What the values of a key that every item has are evaluated with: the item, or all of them joined. */
function joinItems(evaluation: Evaluation, items: readonly unknown[], keys: number): unknown {
  charge(evaluation, items.length * keys);
  const group: Group = { pair: 0, data: items[0], own: undefined };
  for (let index = 1; index < items.length; index += 1) collect(evaluation, group, items[index]);
  evaluation.steps += (keys * items.length) / 4;
  return group.data;
}

interface Group {
  readonly pair: number;
  data: unknown;
  /** The data again, once it is an array that was made here. */
  own: unknown[] | undefined;
}

function collect(evaluation: Evaluation, group: Group, item: unknown): void {
  if (item === undefined) return;
  if (group.data === undefined) {
    group.data = item;
    return;
  }
  const own = group.own ?? (isList(group.data) ? [...group.data] : [group.data]);
  if (isList(item)) for (const part of item) own.push(part);
  else own.push(item);
  if (own.length > evaluation.itemsMax) leave();
  charge(evaluation, isList(item) ? item.length / 4 : 0);
  group.data = own;
  group.own = own;
}

function groupByValues(pairs: readonly CompiledPair[], keysCost: number): CompiledGroup['apply'] {
  return (evaluation, input) => {
    const given = isList(input) ? input : [input];
    const items = given.length === 0 ? [undefined] : given;
    charge(evaluation, items.length * (keysCost + pairs.length * 0.3));
    const groups: { [key: string]: Group } = Object.create(null);
    for (const item of items) pairs.forEach(({ key }, pair) => addToGroup({ evaluation, groups, pair }, key.evaluate(evaluation, item), item));
    const result: { [key: string]: unknown } = Object.create(null);
    for (const [key, group] of Object.entries(groups)) {
      const value = pairs[group.pair]?.value;
      if (value === undefined) return leave();
      charge(evaluation, value.cost);
      const member = value.evaluate(evaluation, group.data);
      if (member !== undefined) result[key] = member;
    }
    return result;
  };
}

/** A key that is no text, is reserved, or that two pairs share is an error. */
function addToGroup(at: { readonly evaluation: Evaluation; readonly groups: { [key: string]: Group }; readonly pair: number }, key: unknown, item: unknown): void {
  if (key === undefined) return;
  if (typeof key !== 'string' || key === '_jsonata_lambda' || key === '_jsonata_function') return leave();
  const known = at.groups[key];
  if (known === undefined) at.groups[key] = { pair: at.pair, data: item, own: undefined };
  else if (known.pair !== at.pair) leave();
  else collect(at.evaluation, known, item);
}
