import type { EventCorrelation, EventFilter } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { printExpression } from '../../expression/jsonata/print.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { applied } from '../bind/applied.ts';
import { bindExpression, type BindContext } from '../bind/bind.ts';
import type { Bindings } from '../bind/bindings.ts';
import { both, equal } from '../bind/condition.ts';
import { parsed } from '../bind/parsed.ts';
import { bindTemplate, expressionText } from '../bind/template.ts';
import { expressionsOf, jsonAst, toAst, type BoundMember, type BoundValue } from '../bind/value.ts';
import { itemValue, type ExecutorExpressions } from './executor-expressions.ts';

/** What the parts of an event strategy are bound with. */
export interface EventBinding {
  /** What names mean when the task starts; `$` is replaced by what the executor looks at. */
  readonly bindings: Bindings;
  readonly context: BindContext;
  readonly expressions: ExecutorExpressions;
}

/**
 * An event filter as it stands in `ListenTaskArguments`: `{with, correlate?}`. A constant must be equal to the attribute; a text with signs of
 * a regular expression must be equal or match as a whole; an expression over the attribute's value must be true, or give that very value.
 */
export function bindFilter(filter: EventFilter, binding: EventBinding): BoundValue {
  const attributes = isJsonObject(filter.with.value) ? Object.entries(filter.with.value) : [];
  const members = attributes.map(([key, value]): BoundMember => ({ key, value: bindAttribute(value, appendPointer(filter.with.pointer, key), binding) }));
  const correlations = [...filter.correlate].map(([key, one]): BoundMember => ({ key, value: bindCorrelation(one, binding) }));
  const correlate: BoundMember[] = correlations.length === 0 ? [] : [{ key: 'correlate', value: { kind: 'object', origin: filter.pointer, members: correlations } }];
  return { kind: 'object', origin: filter.pointer, members: [{ key: 'with', value: { kind: 'object', origin: filter.with.pointer, members } }, ...correlate] };
}

/** `from` sees the whole event; `expect` is computed when the task starts. */
function bindCorrelation({ pointer, from, expect }: EventCorrelation, { bindings, context, expressions }: EventBinding): BoundValue {
  const place: Bindings = { ...bindings, place: 'correlate.from', root: itemValue(from.pointer) };
  const extraction: BoundMember = { key: 'from', value: expressions.write(bindExpression(from, place, context), from.pointer) };
  const expected: BoundMember[] = expect === undefined ? [] : [{ key: 'expect', value: bindTemplate(expect, { ...bindings, place: 'correlate.expect' }, context) }];
  return { kind: 'object', origin: pointer, members: [extraction, ...expected] };
}

function bindAttribute(value: JsonValue, pointer: string, binding: EventBinding): BoundValue {
  const text = typeof value === 'string' ? expressionText(value) : undefined;
  if (typeof value === 'string' && text === undefined) return bindText(value, pointer, binding);
  const place: Bindings = { ...binding.bindings, place: 'a filter of events', root: itemValue(pointer) };
  if (text !== undefined) return binding.expressions.write(applied(IS_TRUE_OR_VALUE, bindExpression({ text, pointer }, place, binding.context)), pointer);
  const bound = bindTemplate({ pointer, value }, place, binding.context);
  return expressionsOf(bound).length === 0 ? bound : binding.expressions.write(equal(toAst(itemValue(pointer)), toAst(bound)), pointer);
}

/** A condition holds when it is true; any other value must be that of the attribute. */
const IS_TRUE_OR_VALUE = parsed('($value := $argument; $value = true or ($exists($value) and $type($value) != "boolean" and $value = $uwf_item_value))');

const PATTERN_SIGNS = /[\\^$*+?()[\]{}|]/;

/** What no one writes into a plain name or address. */
const SURELY_PATTERN = /^\^|\$$|\.[*+]/;

function bindText(value: string, pointer: string, { context, expressions }: EventBinding): BoundValue {
  const constant: BoundValue = { kind: 'literal', origin: pointer, value };
  if (!PATTERN_SIGNS.test(value)) return constant;
  const pattern: ExpressionAst = { kind: 'regex', pattern: `^(?:${value})$`, flags: '' };
  if (isPossible(value, pattern)) return expressions.write(both(IS_TEXT, either(equal(ITEM, jsonAst(value)), matches(pattern))), pointer);
  if (SURELY_PATTERN.test(value)) context.report(diagnosticError('UWF-2003', pointer, 'The pattern of this attribute is not supported.'));
  return constant;
}

const ITEM = toAst(itemValue(''));
const IS_TEXT = parsed('$type($uwf_item_value) = "string"');

function either(lhs: ExpressionAst, rhs: ExpressionAst): ExpressionAst {
  return { kind: 'binary', operator: 'or', lhs, rhs };
}

function matches(pattern: ExpressionAst): ExpressionAst {
  return { kind: 'call', callee: { kind: 'variable', name: 'contains' }, arguments: [ITEM, pattern] };
}

/** Only patterns that the expression language itself takes, and that stay one pattern when they are put between anchors. */
function isPossible(text: string, pattern: ExpressionAst): boolean {
  return isPattern({ kind: 'regex', pattern: text, flags: '' }) && isPattern(pattern);
}

function isPattern(pattern: ExpressionAst): boolean {
  return parseExpression(printExpression(pattern)).ok;
}
