import { diagnosticError, type Diagnostic, type DiagnosticCode } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { validators, type ValidatorName } from '../generated/validators.mjs';
import { TASK_NAME_CHARACTERS_MAX } from '../limits.ts';
import { explainFindings, type ExplanationContext } from './explain.ts';
import { entriesOf, type ListPlace, type Places, type TaskPlace } from './places.ts';
import { didYouMean } from './similar.ts';
import { keywordsOf, TASK_KEYWORDS } from './task-kind.ts';
import { alternatives, kindOfValue, quoted } from './words.ts';

/**
 * The document against the schema of the DSL: first the document without its tasks, then each list, then each task by the schema
 * of its own kind, so that every message is about one task only.
 */
export function checkStructure(document: JsonObject, places: Places): readonly Diagnostic[] {
  return [
    ...runValidator('document', { value: document, pointer: '', codeAt: documentCode }),
    ...places.lists.flatMap(checkList),
    ...places.tasks.flatMap(checkTask),
  ];
}

/** Validates by one of the generated functions. */
export function runValidator(name: ValidatorName, context: ExplanationContext): readonly Diagnostic[] {
  const validate = validators[name];
  return validate(context.value) ? [] : explainFindings(validate.errors ?? [], context);
}

const HEADER_CODES: ReadonlyMap<string, DiagnosticCode> = new Map([
  ['/document/dsl', 'UWF-1025'],
  ['/document/version', 'UWF-1026'],
  ['/document/namespace', 'UWF-1027'],
  ['/document/name', 'UWF-1027'],
] as const);

function documentCode(pointer: string): DiagnosticCode | undefined {
  return HEADER_CODES.get(pointer) ?? additionsCode(pointer.replace(/^\/document/u, ''));
}

/** Findings beneath `metadata.uwf` have codes of their own. */
function additionsCode(pointer: string): DiagnosticCode | undefined {
  if (/^\/metadata\/uwf\/declassify\/\d/u.test(pointer)) return 'UWF-1051';
  return /^\/metadata\/uwf(?:\/|$)/u.test(pointer) ? 'UWF-1050' : undefined;
}

function checkList(list: ListPlace): readonly Diagnostic[] {
  if (isJsonArray(list.value)) return [...list.value.flatMap((item, index) => checkItem(item, appendPointer(list.pointer, index))), ...duplicateNames(list.value, list.pointer)];
  const hint = isJsonObject(list.value) ? ': write - before each task name' : '';
  return [diagnosticError('UWF-1032', list.pointer, `tasks stand in a list, but this is ${kindOfValue(list.value)}${hint}`)];
}

function checkItem(item: JsonValue, pointer: string): readonly Diagnostic[] {
  if (!isJsonObject(item)) return [diagnosticError('UWF-1032', pointer, `an item of a list of tasks is one name with its task, but this is ${kindOfValue(item)}`)];
  const names = Object.keys(item);
  if (names.length !== 1) return [diagnosticError('UWF-1032', pointer, `an item of a list of tasks has one name, but this has ${names.length}${misplaced(names)}`)];
  const [name = ''] = names;
  if (name !== '' && name.length <= TASK_NAME_CHARACTERS_MAX) return [];
  return [diagnosticError('UWF-1032', appendPointer(pointer, name), `the name of a task has 1 to ${TASK_NAME_CHARACTERS_MAX} characters`)];
}

/** Most often the fields of the task are not indented beneath its name. */
function misplaced(names: readonly string[]): string {
  const known: readonly string[] = TASK_KEYWORDS;
  return names.some((name) => known.includes(name)) ? ': indent the fields of the task beneath its name' : '';
}

function duplicateNames(items: readonly JsonValue[], pointer: string): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return items.flatMap((item, index) =>
    entriesOf(item).flatMap(([name]) => {
      const own = appendPointer(pointer, index, name);
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, own);
      return earlier === undefined ? [] : [diagnosticError('UWF-1033', own, `the list already has a task named ${quoted(name)}`, { related: [{ pointer: earlier, note: 'the first one of this name' }] })];
    }),
  );
}

function checkTask(place: TaskPlace): readonly Diagnostic[] {
  if (!isJsonObject(place.value)) return [diagnosticError('UWF-1022', place.pointer, `a task is an object, but this is ${kindOfValue(place.value)}`)];
  if (place.kind !== undefined) return runValidator(place.kind, { value: place.value, pointer: place.pointer, codeAt: additionsCode });
  const keywords = keywordsOf(place.value);
  if (keywords.length > 1) return [diagnosticError('UWF-1031', place.pointer, `the task has ${alternatives(keywords, 'and')}, but a task does one thing`)];
  return [diagnosticError('UWF-1030', place.pointer, `the task has no field that says what it does${likelyKeyword(place.value)}`)];
}

function likelyKeyword(task: JsonObject): string {
  const [guess] = Object.keys(task).map((field) => didYouMean(field, TASK_KEYWORDS)).filter((hint) => hint !== '');
  return guess ?? '';
}
