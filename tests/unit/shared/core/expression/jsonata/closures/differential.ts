import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { runClosures } from '#shared/core/expression/jsonata/closures/compile-closures.ts';
import { engine } from '#shared/core/expression/jsonata/engine.ts';
import { toEvaluationError } from '#shared/core/expression/jsonata/evaluation-error.ts';
import { compileExpression, type CompiledExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { EVALUATION_LIMITS_DEFAULT } from '#shared/core/expression/jsonata/limits.ts';
import { toPlainJson } from '#shared/core/expression/jsonata/to-json.ts';
import type { Meter } from '#shared/core/expression/jsonata/vendor/jsonata.mjs';
import type { JsonValue } from '#shared/core/kernel/json.ts';

/** What an expression is evaluated with. */
export interface Given {
  readonly variables?: Readonly<Record<string, JsonValue>>;
  readonly input?: JsonValue;
  readonly limits?: Partial<Meter>;
}

/** How closures and the library compare. `left`: the library alone answers; `equal`: both gave the same; otherwise what they gave. */
export type Comparison = 'not covered' | 'left' | 'equal' | { readonly closures: unknown; readonly library: unknown };

function meterOf(limits: Partial<Meter> = {}): Meter {
  const { steps, depth, sequenceItems, textUnits } = EVALUATION_LIMITS_DEFAULT;
  let seed = 1;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return { steps: 0, depth: 0, stepsMax: steps, depthMax: depth, itemsMax: sequenceItems, textUnitsMax: textUnits, now: Date.UTC(2024, 1, 29), random, ...limits };
}

function plain(value: unknown): unknown {
  const outcome = toPlainJson(value, 1e6);
  return outcome.ok ? { value: outcome.value } : { problem: outcome.error };
}

/** Evaluates both ways, each with a meter of its own, and compares value for value. */
export function compareBoth(compiled: CompiledExpression, given: Given): Comparison {
  if (compiled.closures === undefined) return 'not covered';
  const scope = { variables: given.variables ?? {}, ...(given.input === undefined ? {} : { input: given.input }) };
  const outcome = runClosures(compiled.closures, scope, meterOf(given.limits));
  if (outcome.kind === 'left') return 'left';
  const closures = plain(outcome.value);
  const library = runLibrary(compiled, scope, meterOf(given.limits));
  return isDeepStrictEqual(closures, library) ? 'equal' : { closures, library };
}

function runLibrary(compiled: CompiledExpression, scope: { readonly variables: object; readonly input?: unknown }, meter: Meter): unknown {
  try {
    return plain(engine.run(compiled.program, scope, meter));
  } catch (thrown) {
    return { error: toEvaluationError(thrown).code };
  }
}

export function compileText(text: string): CompiledExpression | undefined {
  const compiled = compileExpression(text);
  return compiled.ok ? compiled.value : undefined;
}

const names = fc.constantFrom('a', 'b', 'c', 'd');
const literals = fc.oneof(
  fc.integer({ min: -3, max: 4 }).map(String),
  fc.constantFrom('0.5', '1e10', '"a"', '"b"', '""', '"2"', '"["', 'true', 'false', 'null', '[]', '{}', '"zwölf"', '"__proto__"'),
);
const variables = fc.constantFrom('$v', '$w', '$x', '$', '$$', '$unset', '$count', '$states');
const unary = fc.constantFrom(
  'sum', 'count', 'max', 'min', 'average', 'string', 'lowercase', 'uppercase', 'length', 'trim', 'number', 'floor', 'ceil', 'round', 'abs', 'boolean', 'not', 'keys', 'exists', 'spread',
  'merge', 'reverse', 'type', 'sort', 'distinct', 'base64encode', 'shuffle', 'hash', 'parse', 'join', 'zip', 'clone', 'sqrt', 'fromMillis',
);
const binary = fc.constantFrom('append', 'lookup', 'join', 'substring', 'substringBefore', 'substringAfter', 'contains', 'split', 'power', 'zip', 'partition', 'pad', 'round', 'string', 'formatBase', 'hash');
const higher = fc.constantFrom('map', 'filter', 'reduce', 'sift', 'each', 'single', 'sort');
const operators = fc.constantFrom('+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or', 'in');

/** Texts of expressions, mostly of what closures cover; some of them do not parse. */
export const arbitraryText: fc.Arbitrary<string> = fc.letrec<{ node: string; step: string; lambda: string }>((tie) => {
  const node = tie('node');
  const lambda = tie('lambda');
  const leaf = fc.oneof(literals, variables, names, names);
  return {
    node: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'text' },
      leaf,
      { weight: 3, arbitrary: fc.tuple(fc.oneof(variables, names, node.map((inner) => `(${inner})`)), fc.array(tie('step'), { minLength: 1, maxLength: 3 })).map(([first, steps]) => `${first}${steps.join('')}`) },
      { weight: 3, arbitrary: fc.tuple(operators, node, node).map(([operator, lhs, rhs]) => `(${lhs} ${operator} ${rhs})`) },
      node.map((inner) => `-(${inner})`),
      fc.array(node, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.tuple(node, node).map(([first, last]) => `[(${first})..(${last})]`),
      fc.array(fc.tuple(fc.oneof(fc.constantFrom('"k"', '"l"', '"2"'), node), node), { maxLength: 2 }).map((pairs) => `{${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
      fc.tuple(node, node, node).map(([condition, then, otherwise]) => `(${condition} ? ${then} : ${otherwise})`),
      fc.tuple(node, node).map(([condition, then]) => `(${condition} ? ${then})`),
      fc.tuple(fc.constantFrom('x', 'v', 'y'), node, node).map(([name, value, then]) => `($${name} := ${value}; ${then})`),
      fc.tuple(lambda, node, node).map(([body, first, second]) => `($f := ${body}; [$f(${first}), $f(${second}, 1)])`),
      fc.tuple(lambda, node).map(([body, value]) => `($f := ${body}; $g := function($x){ $f($x) }; $g(${value}))`),
      fc.tuple(unary, node).map(([name, inner]) => `$${name}(${inner})`),
      fc.tuple(unary, node).map(([name, inner]) => `(${inner} ~> $${name}())`),
      fc.tuple(unary, node).map(([name, inner]) => `(${inner} ~> $${name})`),
      fc.tuple(binary, node, node).map(([name, first, second]) => `$${name}(${first}, ${second})`),
      { weight: 2, arbitrary: fc.tuple(higher, node, fc.oneof(lambda, unary.map((name) => `$${name}`))).map(([name, first, second]) => `$${name}(${first}, ${second})`) },
      fc.tuple(node, lambda, node).map(([first, second, third]) => `$reduce(${first}, ${second}, ${third})`),
      unary.map((name) => `$${name}()`),
      fc.tuple(node, tie('step')).map(([inner, step]) => `(${inner})${step}`),
    ),
    step: fc.oneof(
      { weight: 4, arbitrary: names.map((name) => `.${name}`) },
      fc.constantFrom('[0]', '[-1]', '[1]', '[]', '.*', '.$', '.$string()', '.uppercase', '.`two words`', '.constructor', '[b]', '[a = 1]', '[[0, 1]]'),
      node.map((inner) => `[${inner}]`),
      node.map((inner) => `.(${inner})`),
      fc.tuple(node, node).map(([first, second]) => `.[${first}, ${second}]`),
      node.map((inner) => `.{"k": ${inner}}`),
      fc.tuple(node, node).map(([key, value]) => `{${key}: ${value}}`),
      fc.tuple(names, node).map(([key, value]) => `{${key}: ${value}}`),
    ),
    lambda: fc.oneof(
      fc.tuple(fc.constantFrom('$x', '$x, $i', '$x, $i, $l', '', '$v, $w'), node).map(([parameters, body]) => `function(${parameters}){ ${body} }`),
      fc.tuple(unary, fc.constantFrom('$x', '', '$x, 1', 'a')).map(([name, args]) => `function($x){ $${name}(${args}) }`),
    ),
  };
}).node;

const scalars = fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constantFrom<JsonValue>('a', 'b', '', '2', 'zwölf', 0.1, 1e21, true, false, null));

/** Values with the names that the texts ask for; lists of objects more often than not. */
export const arbitraryValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    scalars,
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'two words', 'constructor', '2'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.record({ a: scalars, b: scalars, c: tie('value') }, { requiredKeys: ['a'], noNullPrototype: true }), { minLength: 1, maxLength: 4 }),
  ),
})).value;

/** Limits that small expressions reach. */
const arbitraryLimits: fc.Arbitrary<Partial<Meter>> = fc.record(
  { stepsMax: fc.integer({ min: 1, max: 120 }), depthMax: fc.integer({ min: 1, max: 12 }), itemsMax: fc.integer({ min: 1, max: 6 }), textUnitsMax: fc.integer({ min: 0, max: 12 }) },
  { requiredKeys: [] },
);

const arbitraryVariables: fc.Arbitrary<Readonly<Record<string, JsonValue>>> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ v: arbitraryValue, w: arbitraryValue, states: arbitraryValue.map((input) => ({ input })) }, { noNullPrototype: true }) },
  { weight: 1, arbitrary: fc.record({ v: arbitraryValue, count: arbitraryValue }, { noNullPrototype: true }) },
);

/** Scopes: some without a root context, as programs are, some with limits; sometimes a variable hides a built-in function. */
export const arbitraryGiven: fc.Arbitrary<Given> = fc.oneof(
  fc.record({ variables: arbitraryVariables, input: arbitraryValue.filter((input) => !Array.isArray(input)) }),
  fc.record({ variables: arbitraryVariables, input: arbitraryValue }, { requiredKeys: ['variables'] }),
  fc.record({ variables: arbitraryVariables, input: arbitraryValue.filter((input) => !Array.isArray(input)), limits: arbitraryLimits }),
);
