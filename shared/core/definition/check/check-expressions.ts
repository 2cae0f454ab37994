import { diagnosticError, diagnosticWarning, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { isEmptyExpression, looksLikeExpression } from '../expression-text.ts';
import { entriesOf, itemsOf, memberOf, type Places, type TaskPlace } from './places.ts';
import type { RawTaskKind } from './task-kind.ts';
import { alternatives } from './words.ts';

const LANGUAGES = ['jsonata', 'jq'];

/** `evaluate`, empty expressions, and texts that an author most likely meant as expressions. */
export function checkExpressions(document: JsonObject, places: Places): readonly Diagnostic[] {
  const owners = [{ pointer: '', value: document }, ...places.tasks];
  return [...checkEvaluate(document), ...owners.flatMap(checkTransformations), ...places.tasks.flatMap(checkTask)];
}

function checkEvaluate(document: JsonObject): readonly Diagnostic[] {
  const language = memberOf(memberOf(document, 'evaluate'), 'language') ?? 'jq';
  const findings: Diagnostic[] = [];
  if (memberOf(memberOf(document, 'evaluate'), 'mode') === 'loose') findings.push(diagnosticError('UWF-1062', '/evaluate/mode', 'loose mode leaves open what is an expression and what is a text'));
  if (typeof language !== 'string') return findings;
  if (!LANGUAGES.includes(language)) findings.push(diagnosticError('UWF-1061', '/evaluate/language', `the expression language must be one of ${alternatives(LANGUAGES)}`));
  return findings;
}

/** `from` and `as`: a string is an expression, an object is a template. */
function checkTransformations(owner: { readonly pointer: string; readonly value: JsonValue }): readonly Diagnostic[] {
  const fields = [['input', 'from'], ['output', 'as'], ['export', 'as']] as const;
  return fields.flatMap((path) => {
    const value = path.reduce<JsonValue | undefined>(memberOf, owner.value);
    const pointer = appendPointer(owner.pointer, ...path);
    return typeof value === 'string' ? checkField(value, pointer) : checkTemplate(value, pointer);
  });
}

function checkTask(place: TaskPlace): readonly Diagnostic[] {
  const at = (path: readonly (string | number)[]) => appendPointer(place.pointer, ...path);
  const fields = [...FIELDS, ...casesOf(place)].flatMap((path) => checkField(followPath(place.value, path), at(path)));
  const templates = place.kind === undefined ? [] : (TEMPLATES[place.kind] ?? []);
  return [...fields, ...templates.flatMap((path) => checkTemplate(followPath(place.value, path), at(path)))];
}

/** Fields whose text is an expression with or without `${ }`. */
const FIELDS: readonly (readonly (string | number)[])[] = [['if'], ['while'], ['catch', 'when'], ['catch', 'exceptWhen'], ['catch', 'retry', 'when'], ['catch', 'retry', 'exceptWhen']];

/** Fields that take data, in which a string is an expression only when it is wholly `${ … }`. */
const TEMPLATES: { readonly [kind in RawTaskKind]?: readonly (readonly string[])[] } = {
  set: [['set']],
  'call-function': [['with']],
  'call-http': [
    ['with', 'endpoint'],
    ['with', 'headers'],
    ['with', 'query'],
    ['with', 'body'],
  ],
  'call-openapi': [['with', 'parameters']],
  'call-grpc': [['with', 'arguments']],
  raise: [['raise', 'error']],
  emit: [['emit', 'event', 'with']],
};

function casesOf(place: TaskPlace): readonly (readonly (string | number)[])[] {
  if (place.kind !== 'switch') return [];
  return itemsOf(memberOf(place.value, 'switch')).flatMap((item, index) => entriesOf(item).map(([name]) => ['switch', index, name, 'when']));
}

function followPath(value: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((at, key) => (typeof key === 'number' ? itemsOf(at)[key] : memberOf(at, key)), value);
}

function checkField(value: JsonValue | undefined, pointer: string): readonly Diagnostic[] {
  if (typeof value !== 'string') return [];
  return isEmptyExpression(value) || value.trim() === '' ? [diagnosticError('UWF-1063', pointer, 'the expression is empty')] : [];
}

function checkTemplate(value: JsonValue | undefined, pointer: string): readonly Diagnostic[] {
  if (typeof value === 'string') return checkText(value, pointer);
  if (isJsonArray(value)) return value.flatMap((item, index) => checkTemplate(item, appendPointer(pointer, index)));
  return entriesOf(value).flatMap(([name, member]) => checkTemplate(member, appendPointer(pointer, name)));
}

function checkText(value: string, pointer: string): readonly Diagnostic[] {
  if (isEmptyExpression(value)) return [diagnosticError('UWF-1063', pointer, 'the expression is empty')];
  if (!looksLikeExpression(value)) return [];
  return [diagnosticWarning('UWF-1060', pointer, 'the text looks like an expression, but only a text that is wholly ${ … } is evaluated here')];
}
