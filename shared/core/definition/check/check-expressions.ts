import { diagnosticError, diagnosticWarning, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { isEmptyExpression, looksLikeExpression } from '../expression-text.ts';
import { collectAuthentications } from './authentication-places.ts';
import { collectEventPlaces } from './event-places.ts';
import { TASK_EXPRESSIONS, type ExpressionPath, type ExpressionRules } from './expression-places.ts';
import { dataOwnersOf, entriesOf, extensionsOf, itemsOf, memberOf, valueAlong, type PartPlace, type Places, type TaskPlace } from './places.ts';
import { alternatives } from './words.ts';

const LANGUAGES = ['jsonata', 'jq'];

/** `evaluate`, empty expressions, and texts that an author most likely meant as expressions. */
export function checkExpressions(document: JsonObject, places: Places): readonly Diagnostic[] {
  const findings = [...checkEvaluate(document), ...dataOwnersOf(document, places).flatMap(checkTransformations), ...places.tasks.flatMap(checkTask), ...checkUse(document, places), ...checkEvents(document, places)];
  // An authentication is looked at where it stands, and perhaps as a part of the template around it.
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.pointer}`, finding])).values()];
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
function checkTransformations(owner: PartPlace): readonly Diagnostic[] {
  return checkPaths(owner, { either: TRANSFORMATIONS });
}

const TRANSFORMATIONS = [['input', 'from'], ['output', 'as'], ['export', 'as']] as const;

function checkTask(place: TaskPlace): readonly Diagnostic[] {
  const rules = place.kind === undefined ? undefined : TASK_EXPRESSIONS[place.kind];
  return [...checkPaths(place, { fields: [['if'], ...casesOf(place)] }), ...(rules === undefined ? [] : checkPaths(place, rules))];
}

function casesOf(place: TaskPlace): readonly ExpressionPath[] {
  if (place.kind !== 'switch') return [];
  return itemsOf(memberOf(place.value, 'switch')).flatMap((item, index) => entriesOf(item).map(([name]) => ['switch', index, name, 'when']));
}

/** Conditions of extensions and retries, and what reusable policies are made of. */
function checkUse(document: JsonObject, places: Places): readonly Diagnostic[] {
  const retries = entriesOf(valueAlong(document, ['use', 'retries'])).map(([name, value]) => ({ pointer: appendPointer('/use/retries', name), value }));
  return [
    ...extensionsOf(document).flatMap((extension) => checkPaths(extension, { fields: [['when']] })),
    ...retries.flatMap((retry) => checkPaths(retry, { fields: [['when'], ['exceptWhen']] })),
    ...collectAuthentications(document, places).flatMap(({ pointer, value }) => checkTemplate(value, pointer)),
  ];
}

/** Filters are templates; what correlates them and ends the listening are expressions. */
function checkEvents(document: JsonObject, places: Places): readonly Diagnostic[] {
  const { filters, conditions } = collectEventPlaces(document, places);
  return [
    ...conditions.flatMap(({ pointer, value }) => checkField(value, pointer)),
    ...filters.flatMap((filter) => [
      ...checkPaths(filter, { templates: [['with']] }),
      ...entriesOf(memberOf(filter.value, 'correlate')).flatMap(([name]) => checkPaths(filter, { fields: [['correlate', name, 'from']], templates: [['correlate', name, 'expect']] })),
    ]),
  ];
}

function checkPaths(owner: PartPlace, rules: ExpressionRules): readonly Diagnostic[] {
  const at = (path: ExpressionPath) => [valueAlong(owner.value, path), appendPointer(owner.pointer, ...path)] as const;
  return [
    ...(rules.fields ?? []).flatMap((path) => checkField(...at(path))),
    ...(rules.templates ?? []).flatMap((path) => checkTemplate(...at(path))),
    ...(rules.either ?? []).flatMap((path) => {
      const [value, pointer] = at(path);
      return typeof value === 'string' ? checkField(value, pointer) : checkTemplate(value, pointer);
    }),
  ];
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
