import { parseJq } from '#shared/core/expression/jq/parse.ts';
import type { JqExpression } from '#shared/core/expression/jq/ast.ts';
import { expressionsIn } from '#shared/core/expression/jq/visit.ts';
import { createRandom, type RandomSource } from '#shared/core/kernel/random.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { JqInput } from './oracle.ts';

/** What an expression mentions: inputs made of it reach further into it than blind ones. */
interface Vocabulary {
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly variables: readonly string[];
}

/** Inputs for one expression, the same for the same seed. Many nulls, missing members, empty and single items, nested arrays. */
export function inputsFor(text: string, by: { readonly seed: string; readonly count: number }): readonly JqInput[] {
  const random = createRandom(`${by.seed} ${text}`);
  const vocabulary = vocabularyOf(text);
  return Array.from({ length: by.count }, () => ({ dot: top(random, vocabulary), variables: Object.fromEntries(vocabulary.variables.map((name) => [name, top(random, vocabulary)])) }));
}

function vocabularyOf(text: string): Vocabulary {
  const parsed = parseJq(text);
  if (!parsed.ok) throw new TypeError(`${text}: ${parsed.error.message}`);
  const names = new Set<string>();
  const texts = new Set(['', 'a', 'abc', 'A-b', '7', '1.5', 'x,y', 'dog', 'Zü😀']);
  const variables = new Set<string>();
  const bound = new Set([...text.matchAll(/\bas\s*([^|(]*)[|(]/g)].flatMap(([, pattern]) => [...(pattern ?? '').matchAll(/\$(\w+)/g)].map(([, name]) => name ?? '')));
  const open: JqExpression[] = [parsed.value];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'index' && node.key.kind === 'literal' && typeof node.key.value === 'string') names.add(node.key.value);
    if (node.kind === 'literal' && typeof node.value === 'string') texts.add(node.value);
    if (node.kind === 'variable' && !bound.has(node.name)) variables.add(node.name);
    open.push(...expressionsIn(node));
  }
  if (names.size < 2) ['a', 'b'].forEach((name) => names.add(name));
  return { names: [...names], texts: [...texts], variables: [...variables] };
}

function pick<T>(random: RandomSource, items: readonly T[], otherwise: T): T {
  return items[Math.floor(random() * items.length)] ?? otherwise;
}

/** Mostly an object, a list of objects or a list of one kind of scalars: what documents have. */
function top(random: RandomSource, vocabulary: Vocabulary): JsonValue {
  const choice = random();
  if (choice < 0.5) return object(random, vocabulary, 4);
  if (choice < 0.65) return Array.from({ length: length(random) }, () => object(random, vocabulary, 2));
  if (choice < 0.8) return sameScalars(random, vocabulary);
  return value(random, vocabulary, 3);
}

function length(random: RandomSource): number {
  return pick(random, [0, 1, 1, 2, 3, 4], 1);
}

function sameScalars(random: RandomSource, vocabulary: Vocabulary): JsonValue {
  const make: () => JsonValue = random() < 0.5 ? () => number(random) : () => pick(random, vocabulary.texts, '');
  return Array.from({ length: length(random) }, make);
}

function number(random: RandomSource): number {
  return pick(random, [0, 1, 2, 3, 5, 18, 40, 100, -1, -3, 1.5, 0.25, -2.5], 0);
}

function object(random: RandomSource, vocabulary: Vocabulary, depth: number): JsonObject {
  const present = vocabulary.names.filter(() => random() < 0.85);
  const members: [string, JsonValue][] = present.map((name) => [name, value(random, vocabulary, depth - 1)]);
  if (random() < 0.2) members.push([pick(random, ['key', 'value', 'name', 'other'], 'other'), value(random, vocabulary, depth - 1)]);
  return Object.fromEntries(members);
}

function value(random: RandomSource, vocabulary: Vocabulary, depth: number): JsonValue {
  const choice = random();
  if (depth <= 0 || choice < 0.4) return scalar(random, vocabulary);
  if (choice < 0.5) return sameScalars(random, vocabulary);
  if (choice < 0.7) return Array.from({ length: length(random) }, () => value(random, vocabulary, depth - 1));
  return object(random, vocabulary, depth);
}

function scalar(random: RandomSource, vocabulary: Vocabulary): JsonValue {
  const choice = random();
  if (choice < 0.2) return null;
  if (choice < 0.35) return random() < 0.5;
  return choice < 0.65 ? number(random) : pick(random, vocabulary.texts, '');
}
