import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** Fields that hold a list of named tasks, wherever they stand in a task. */
const LIST_FIELDS: ReadonlySet<string> = new Set(['do', 'try', 'branches', 'before', 'after']);
/** Fields in which such lists stand. */
const HOLDER_FIELDS: ReadonlySet<string> = new Set(['catch', 'fork', 'foreach', 'subscription']);

/**
 * The tasks of a document by their names, as `amlCheck/try/callAml`: what stands before a task does not change how it is called. In a task that
 * holds others, a list is represented by the names in it.
 */
export function collectTasks(source: JsonObject): ReadonlyMap<string, JsonObject> {
  const tasks = new Map<string, JsonObject>();
  collectLists(tasks, source, '');
  const functions = isJsonObject(source['use']) ? source['use']['functions'] : undefined;
  for (const [name, task] of Object.entries(isJsonObject(functions) ? functions : {})) addTask(tasks, `use/functions/${name}`, task);
  return tasks;
}

/** A place of a definition as it is called here: `/do/1/amlCheck/try/0/callAml` is `amlCheck/try/callAml`. */
export function nameOfPointer(pointer: string): string {
  const tokens = pointerTokens(pointer).filter((token) => !/^\d+$/u.test(token));
  return (tokens[0] === 'do' && tokens.length > 1 ? tokens.slice(1) : tokens).join('/');
}

function collectLists(tasks: Map<string, JsonObject>, holder: JsonObject, path: string): void {
  for (const [field, value] of Object.entries(holder)) {
    const inside = path === '' && field === 'do' ? '' : `${path}${field}/`;
    if (LIST_FIELDS.has(field) && isJsonArray(value)) for (const item of value) addNamed(tasks, item, inside);
    else if (HOLDER_FIELDS.has(field) && isJsonObject(value)) collectLists(tasks, value, inside);
  }
}

function addNamed(tasks: Map<string, JsonObject>, item: JsonValue, path: string): void {
  for (const [name, task] of Object.entries(isJsonObject(item) ? item : {})) addTask(tasks, `${path}${name}`, task);
}

function addTask(tasks: Map<string, JsonObject>, path: string, task: JsonValue): void {
  if (!isJsonObject(task)) return;
  tasks.set(path, withoutTasks(task));
  collectLists(tasks, task, `${path}/`);
}

/** The task itself: lists of tasks as the names in them, so that a change inside is told once, where it is. */
function withoutTasks(holder: JsonObject): JsonObject {
  const members = Object.entries(holder).map(([field, value]): readonly [string, JsonValue] => {
    if (LIST_FIELDS.has(field) && isJsonArray(value)) return [field, value.flatMap((item) => (isJsonObject(item) ? Object.keys(item) : []))];
    return HOLDER_FIELDS.has(field) && isJsonObject(value) ? [field, withoutTasks(value)] : [field, value];
  });
  return Object.fromEntries(members);
}

/** Pointers of the fields in which two objects differ, as deep as both are objects. */
export function differingFields(left: JsonObject, right: JsonObject, isEqual: (left: JsonValue, right: JsonValue) => boolean): readonly string[] {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.flatMap((name) => {
    const [before, after] = [left[name], right[name]];
    if (before === undefined || after === undefined) return [appendPointer('', name)];
    if (isEqual(before, after)) return [];
    return isJsonObject(before) && isJsonObject(after) ? differingFields(before, after, isEqual).map((inner) => appendPointer('', name) + inner) : [appendPointer('', name)];
  });
}
