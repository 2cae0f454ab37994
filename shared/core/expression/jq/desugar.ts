import { assert } from '../../kernel/assert.ts';
import type { JqExpression, JqPattern } from './ast.ts';
import { mapExpressions } from './visit.ts';
import { parseJq } from './parse.ts';

/** Functions that jq itself defines by others. `f` and `g` are parameters; `$__in` is a name that no author can write differently. */
const DEFINITIONS: { readonly [signature: string]: string } = {
  'map/1': '[.[] | f]',
  'map_values/1': '.[] |= f',
  'recurse/0': '..',
  'values/0': 'select(. != null)',
  'nulls/0': 'select(. == null)',
  'booleans/0': 'select(type == "boolean")',
  'numbers/0': 'select(type == "number")',
  'strings/0': 'select(type == "string")',
  'arrays/0': 'select(type == "array")',
  'objects/0': 'select(type == "object")',
  'iterables/0': 'select(type == "array" or type == "object")',
  'scalars/0': 'select(type != "array" and type != "object")',
  'any/0': 'any(.[]; .)',
  'any/1': 'any(.[]; f)',
  'all/0': 'all(.[]; .)',
  'all/1': 'all(.[]; f)',
  'with_entries/1': 'to_entries | [.[] | f] | from_entries',
  'first/0': '.[0]',
  'last/0': '.[-1]',
  'nth/1': '.[f]',
  'in/1': '. as $__in | f | has($__in)',
  'inside/1': '. as $__in | f | contains($__in)',
  'IN/1': '. as $__in | any(f; . == $__in)',
  'range/1': 'range(0; f; 1)',
  'range/2': 'range(f; g; 1)',
  'sort/0': 'sort_by(.)',
  'unique/0': 'unique_by(.)',
  'min/0': 'min_by(.)',
  'max/0': 'max_by(.)',
  'todateiso8601/0': 'todate',
  'fromdateiso8601/0': 'fromdate',
  'toarray/0': 'if type == "array" then . else [.] end',
};

const PARAMETERS = ['f', 'g'];

/** Writes out what has a plainer form: functions that jq defines by others, and patterns behind `as`. Undefined for `?//`. */
export function desugar(expression: JqExpression): JqExpression {
  const inner = mapExpressions(expression, desugar);
  switch (inner.kind) {
    case 'call':
      return expand(inner);
    case 'bind': {
      const [pattern] = inner.patterns;
      if (pattern === undefined || inner.patterns.length > 1 || pattern.kind === 'variable') return inner;
      return bindPattern(inner.source, pattern, inner.body);
    }
    case 'reduce':
    case 'foreach':
      return withPlainPattern(inner);
    default:
      return inner;
  }
}

function expand(call: Extract<JqExpression, { kind: 'call' }>): JqExpression {
  const signature = `${call.name}/${call.arguments.length}`;
  const text = Object.hasOwn(DEFINITIONS, signature) ? DEFINITIONS[signature] : undefined;
  if (text === undefined) return call;
  const parsed = parseJq(text);
  assert(parsed.ok, 'the definitions of functions parse');
  return desugar(substitute(parsed.value, call));
}

/** Puts arguments in place of parameters, and the call's place in place of the definition's own. */
function substitute(body: JqExpression, call: Extract<JqExpression, { kind: 'call' }>): JqExpression {
  if (body.kind === 'call' && body.arguments.length === 0) {
    const argument = call.arguments[PARAMETERS.indexOf(body.name)];
    if (argument !== undefined) return argument;
  }
  return { ...mapExpressions(body, (part) => substitute(part, call)), offset: call.offset };
}

/** Patterns become bindings of single variables; names with `#` cannot be written. */
function bindPattern(source: JqExpression, pattern: JqPattern, body: JqExpression): JqExpression {
  const { offset } = source;
  if (pattern.kind === 'variable') return { kind: 'bind', source, patterns: [pattern], body, offset };
  const whole = `#${offset}.${depthOf(body)}`;
  const target: JqExpression = { kind: 'variable', name: whole, offset };
  const parts = pattern.kind === 'array' ? arrayParts(pattern.items, offset) : objectParts(pattern);
  const inside = parts.reduceRight((rest, part) => bindPattern({ kind: 'index', target, key: part.key, optional: false, offset }, part.pattern, rest), body);
  return { kind: 'bind', source, patterns: [{ kind: 'variable', name: whole }], body: inside, offset };
}

interface PatternPart {
  readonly key: JqExpression;
  readonly pattern: JqPattern;
}

function arrayParts(items: readonly JqPattern[], offset: number): readonly PatternPart[] {
  return items.map((pattern, index) => ({ key: { kind: 'literal', value: index, offset }, pattern }));
}

function objectParts(pattern: Extract<JqPattern, { kind: 'object' }>): readonly PatternPart[] {
  return pattern.entries.flatMap((entry) => [
    ...(entry.variable === undefined ? [] : [{ key: entry.key, pattern: { kind: 'variable', name: entry.variable } as const }]),
    ...(entry.pattern === undefined ? [] : [{ key: entry.key, pattern: entry.pattern }]),
  ]);
}

/** Makes names of nested patterns differ: each stands before more bindings than the one inside of it. */
function depthOf(body: JqExpression): number {
  return body.kind === 'bind' ? 1 + depthOf(body.body) : 0;
}

function withPlainPattern(node: Extract<JqExpression, { kind: 'reduce' | 'foreach' }>): JqExpression {
  if (node.pattern.kind === 'variable') return node;
  const pattern = { kind: 'variable', name: `#item${node.offset}` } as const;
  const item: JqExpression = { ...pattern, offset: node.offset };
  const inside = (body: JqExpression): JqExpression => bindPattern(item, node.pattern, body);
  if (node.kind === 'reduce') return { ...node, pattern, update: inside(node.update) };
  const extract = node.extract === undefined ? undefined : inside(node.extract);
  return { ...node, pattern, update: inside(node.update), ...(extract && { extract }) };
}
